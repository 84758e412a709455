/// A table as CSV for spreadsheets: quoted where it must be, and no cell that a spreadsheet would run as a formula.
package struct CSVText: Sendable {
    package private(set) var text = ""

    /// Rows alone, which go on with a table.
    package init() {}

    package init(header: [String]) {
        append(header)
    }

    package mutating func append(_ cells: [String]) {
        text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    /// What begins a formula, also in the wide letters of East Asian keyboards, and what a spreadsheet passes over before it.
    private static let formulaSigns = "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars

    static func cell(_ text: String) -> String {
        let isNumber = Double(text) != nil
        let isFormula = !isNumber && text.unicodeScalars.first.map { formulaSigns.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
