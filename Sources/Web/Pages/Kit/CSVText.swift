/// A table as CSV for spreadsheets: quoted where it must be, and no cell that a spreadsheet would run as a formula.
package struct CSVText: Sendable {
    package private(set) var text: String

    package init(header: [String]) {
        text = ""
        append(header)
    }

    package mutating func append(_ cells: [String]) {
        text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    static func cell(_ text: String) -> String {
        let isNumber = Double(text) != nil
        let isFormula = !isNumber && text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
