/// A query as it was sent, for faults that point into it.
struct QueryText: Sendable {
    let text: String

    /// The refusal with its four lines: the query's line, a caret, the position, the message.
    func fault(_ code: String, _ message: String, at position: Int) -> SalesforceFault {
        let bytes = Array(text.utf8)
        let before = bytes.prefix(position)
        let row = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = bytes[lineStart...].prefix { $0 != 0x0A && $0 != 0x0D }
        let column = String(decoding: bytes[lineStart..<min(position, bytes.count)], as: UTF8.self).unicodeScalars.count
        return SalesforceFault(
            code,
            "\n\(String(decoding: line, as: UTF8.self))\n\(String(repeating: " ", count: column))^\n"
                + "ERROR at Row:\(row):Column:\(column + 1)\n\(message)")
    }

    func malformed(_ message: String, at position: Int) -> SalesforceFault {
        fault("MALFORMED_QUERY", message, at: position)
    }

    func noSuchColumn(_ name: String, on entity: String, at position: Int) -> SalesforceFault {
        fault(
            "INVALID_FIELD",
            "No such column '\(name)' on entity '\(entity)'. If you are attempting to use a custom field, be sure to append"
                + " the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate"
                + " names.", at: position)
    }

    func noSuchType(_ name: String, at position: Int) -> SalesforceFault {
        fault(
            "INVALID_TYPE",
            "sObject type '\(name)' is not supported. If you are attempting to use a custom object, be sure to append the"
                + " '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
            at: position)
    }
}
