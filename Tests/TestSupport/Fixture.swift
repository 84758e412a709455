package import Foundation

/// Files in `Tests/Fixtures`.
package enum Fixture {
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }

    /// The rows of a CSV file, by column name.
    package static func rows(_ path: String) throws -> [[String: String]] {
        let table = table(of: try text(path))
        guard let header = table.first else { return [] }
        return table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    package static func url(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(path)")
    }

    /// The rows of a CSV file, its header first.
    package static func table(_ path: String) throws -> [[String]] {
        table(of: try text(path))
    }

    private static func table(of text: String) -> [[String]] {
        var (rows, row, cell, isQuoted): ([[String]], [String], String.UnicodeScalarView, Bool) = (
            [], [], .init(), false
        )
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted, scalar == "\"", index + 1 < scalars.count, scalars[index + 1] == "\"" {
                cell.append(scalar)
                index += 1
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if isQuoted || (scalar != "," && scalar != "\n" && scalar != "\r") {
                cell.append(scalar)
            } else if scalar != "\r" {
                row.append(String(cell))
                cell = .init()
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            }
            index += 1
        }
        if !row.isEmpty || !cell.isEmpty { rows.append(row + [String(cell)]) }
        return rows
    }
}
