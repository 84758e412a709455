/// How a bulk job writes its CSV: the delimiter and the line ending.
struct BulkFormat: Sendable {
    let delimiterName: String
    let lineEndingName: String

    private static let delimiters: [String: UInt8] = [
        "COMMA": UInt8(ascii: ","), "TAB": UInt8(ascii: "\t"), "PIPE": UInt8(ascii: "|"),
        "SEMICOLON": UInt8(ascii: ";"), "CARET": UInt8(ascii: "^"), "BACKQUOTE": UInt8(ascii: "`"),
    ]

    init(job: JSONValue) throws(SalesforceFault) {
        delimiterName = job["columnDelimiter"]?.text ?? "COMMA"
        lineEndingName = job["lineEnding"]?.text ?? "LF"
        guard Self.delimiters[delimiterName] != nil else {
            throw Self.refusal("columnDelimiter", delimiterName, Self.delimiters.keys.sorted())
        }
        guard ["LF", "CRLF"].contains(lineEndingName) else {
            throw Self.refusal("lineEnding", lineEndingName, ["LF", "CRLF"])
        }
    }

    var delimiter: UInt8 { Self.delimiters[delimiterName] ?? UInt8(ascii: ",") }

    var lineEnding: String { lineEndingName == "CRLF" ? "\r\n" : "\n" }

    private static func refusal(_ name: String, _ value: String, _ allowed: [String]) -> SalesforceFault {
        .parserError("\(name): value \(value) is not one of [\(allowed.joined(separator: ", "))]")
    }
}

/// What both kinds of bulk jobs say alike.
enum BulkFault {
    static func wrongState(_ message: String) -> SalesforceFault {
        SalesforceFault("INVALIDJOBSTATE", message)
    }
}
