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

    static let notTerminated = SalesforceFault(
        "API_ERROR", "Error encountered when deleting the job because the job is not terminated")

    /// A change that comes too late for the state that a job is in.
    static func tooLate(_ change: String, _ state: String) -> SalesforceFault {
        let words = [
            "UploadComplete": "closed", "InProgress": "closed", "Closed": "closed", "JobComplete": "Completed",
            "Aborted": "aborted", "Failed": "failed",
        ]
        return wrongState("\(change) already \(words[state] ?? state) Job not allowed")
    }

    /// Where the Bulk API 1.0 names the feature that is missing, 2.0 has one name for all.
    static func named(_ refusal: SalesforceFault) -> SalesforceFault {
        guard refusal.errorCode == "FUNCTIONALITY_NOT_ENABLED" else { return refusal }
        return SalesforceFault("API_ERROR", refusal.message)
    }
}
