import Connectors
import Domain
import Foundation

/// A report in the form that was asked for; its definition stands under it wherever people read it.
struct ReportText {
    private let report: CommunityReport
    private let table: ReportTable

    init(_ report: CommunityReport, _ table: ReportTable) {
        self.report = report
        self.table = table
    }

    func text(_ format: ReportCommand.Format) throws -> String {
        switch format {
        case .table: return lines.joined(separator: "\n") + "\n"
        case .svg: return ReportChart(report, table).svg
        case .csv:
            var writer = CSVWriter()
            writer.appendRow(table.columns)
            for row in table.rows { writer.appendRow(row) }
            return String(decoding: writer.take(), as: UTF8.self)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(Document(report, table)), as: UTF8.self) + "\n"
        }
    }

    private var lines: [String] {
        let numbers = Set(
            table.columns.indices.filter { column in
                !CommunityReport.wordColumns.contains(table.columns[column])
                    && table.rows.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
            })
        var text = TextTable(header: table.columns, alignsRight: numbers)
        for row in table.rows {
            text.append(row.enumerated().map { numbers.contains($0) ? $1 : String($1.prefix(48)) })
        }
        var lines = [report.title, ""] + text.lines()
        if table.rows.isEmpty { lines.append("  (nothing)") }
        return lines + ["", report.definition]
    }

    private struct Document: Encodable {
        let report: String
        let title: String
        let definition: String
        let rows: [[String: Cell]]

        init(_ report: CommunityReport, _ table: ReportTable) {
            self.report = report.rawValue
            title = report.title
            definition = report.definition
            rows = table.rows.map { row in
                Dictionary(
                    zip(table.columns, zip(table.columns, row).map(Cell.init)), uniquingKeysWith: { first, _ in first })
            }
        }
    }

    /// A number in a column of numbers, null where it is empty.
    private struct Cell: Encodable {
        let text: String
        let isWord: Bool

        init(column: String, text: String) {
            self.text = text
            isWord = CommunityReport.wordColumns.contains(column)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if text.isEmpty {
                try container.encodeNil()
            } else if isWord {
                try container.encode(text)
            } else if let integer = Int64(text) {
                try container.encode(integer)
            } else if let number = Double(text), text.first?.isLetter == false {
                try container.encode(number)
            } else {
                try container.encode(text)
            }
        }
    }
}
