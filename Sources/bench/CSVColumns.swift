import Connectors
import Domain

/// Some columns of a CSV file, whole in memory: what a case works on, and no part of what it measures.
struct CSVColumns {
    private let columns: [String: TextColumn]
    let rowCount: Int

    init(_ path: String, _ names: [String]) throws {
        var file = try RecordFile(path: path, columns: names)
        let positions = try names.map { name in
            guard let position = file.header.firstIndex(of: name) else {
                throw PlainError("\(path) has no column \(name).")
            }
            return position
        }
        var read = names.map { _ in TextColumn() }
        while let batch = try file.next() {
            for (target, column) in positions.enumerated() {
                for row in 0..<batch.rowCount {
                    read[target].append(batch.bytes[batch.range(row: row, column: column)])
                }
            }
        }
        columns = Dictionary(uniqueKeysWithValues: zip(names, read))
        rowCount = read.first?.count ?? 0
    }

    subscript(name: String) -> TextColumn {
        columns[name] ?? TextColumn()
    }

    /// The column's times in milliseconds; an unreadable or missing one is nothing.
    func times(_ name: String) -> [Int64?] {
        let column = self[name]
        return (0..<column.count).map { row in
            column.bytes[column.range(row)].isEmpty
                ? nil : Instant(iso8601: column.bytes[column.range(row)])?.milliseconds
        }
    }
}
