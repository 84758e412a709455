/// A query as it was sent, for faults that point into it.
package struct QueryText: Sendable {
    package let text: String

    package init(text: String) {
        self.text = text
    }

    /// How far an excerpt reaches on either side of its place at least; it ends at the next blank or comma.
    private static let context = 31

    /// The refusal with its four lines: the query's words around the place, a caret, the position, the message.
    func fault(_ code: String, _ message: String, at position: Int) -> SalesforceFault {
        let place = place(of: position)
        return fault(code, message, in: place.line, at: place.column, row: place.row)
    }

    package func malformed(_ message: String, at position: Int) -> SalesforceFault {
        fault("MALFORMED_QUERY", message, at: position)
    }

    /// A token that the grammar has no place for; nothing is shown where the query has ended.
    func unexpected(_ token: SOQLToken) -> SalesforceFault {
        let message = "unexpected token: '\(token.source)'"
        guard token.kind != .end else { return SalesforceFault("MALFORMED_QUERY", message) }
        return unreadable(message, at: token.position)
    }

    /// A character that begins no token.
    func unexpected(character: String, at position: Int) -> SalesforceFault {
        let place = place(of: position)
        return unreadable("line \(place.row):\(place.column) unexpected token: '\(character)'", at: position)
    }

    /// A query that ended before this character came.
    func unclosed(by character: Character) -> SalesforceFault {
        let end = text.utf8.count
        let place = place(of: end)
        return unreadable(
            "line \(place.row):\(place.column) mismatched character '<EOF>' expecting '\(character)'", at: end)
    }

    /// Salesforce's grammar counts columns from 0, and all else from 1: here the caret stands one too far left, or nowhere.
    private func unreadable(_ message: String, at position: Int) -> SalesforceFault {
        let place = place(of: position)
        guard place.column > 0 else { return SalesforceFault("MALFORMED_QUERY", message) }
        return fault("MALFORMED_QUERY", message, in: place.line, at: place.column - 1, row: place.row)
    }

    private func fault(
        _ code: String, _ message: String, in line: [Unicode.Scalar], at column: Int, row: Int
    ) -> SalesforceFault {
        let before = line.prefix(max(column - Self.context + 1, 0))
        let start = before.lastIndex(where: Self.separates).map { $0 + 1 } ?? 0
        let after = line.dropFirst(column + Self.context)
        let end = after.firstIndex(where: Self.separates) ?? line.count
        var excerpt = String.UnicodeScalarView()
        excerpt.append(contentsOf: line[start..<end])
        return SalesforceFault(
            code,
            "\n\(String(excerpt))\n\(String(repeating: " ", count: column - start))^\n"
                + "ERROR at Row:\(row):Column:\(column + 1)\n\(message)")
    }

    private static func separates(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == ","
    }

    /// The line that a byte of the query stands in, and where: rows count from 1, columns from 0.
    private func place(of position: Int) -> (line: [Unicode.Scalar], column: Int, row: Int) {
        let bytes = Array(text.utf8)
        let before = bytes.prefix(position)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = bytes[lineStart...].prefix { $0 != 0x0A && $0 != 0x0D }
        let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count
        let row = before.count { $0 == 0x0A } + 1
        return (Array(String(decoding: line, as: UTF8.self).unicodeScalars), column, row)
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
