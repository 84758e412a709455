/// Rows of cells in columns as wide as they need to be, for a terminal.
struct TextTable {
    private var rows: [[String]]
    private let alignsRight: Set<Int>

    /// - Parameter alignsRight: the columns that hold numbers.
    init(header: [String], alignsRight: Set<Int> = []) {
        rows = [header]
        self.alignsRight = alignsRight
    }

    mutating func append(_ row: [String]) {
        rows.append(row)
    }

    var isEmpty: Bool { rows.count == 1 }

    func lines(indent: String = "  ") -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                return alignsRight.contains(index) ? padding + cell : cell + padding
            }
            var line = indent + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
