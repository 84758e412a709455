/// Which column of a file feeds which column of ours: settled once, before the first row.
package struct ImportPlan: Sendable, Hashable {
    package let kind: RecordKind
    /// The columns to load, keys first.
    package let columns: [Column]
    /// Columns of the file that nobody declared: listed, and left alone (docs/files.md).
    package let ignoredColumns: [String]
    package let emptyCells: EmptyCells
    package let unreadableCells: UnreadableCells

    /// What a cell that holds nothing does to a value that is there.
    package enum EmptyCells: Sendable, Hashable {
        /// A file with columns says that there is no value.
        case clear
        /// A line of JSON says nothing of what it does not name.
        case keep
        /// Nor does a message, but what it names as empty is cleared: such a cell is `TextBatch.emptied`.
        case keepUnlessEmptied
    }

    /// What a cell that its type cannot read does to its row.
    package enum UnreadableCells: Sendable, Hashable {
        /// The row is rejected, for somebody can mend the file.
        case rejectRow
        /// The rest of the row is taken, for nobody can mend a message that was sent.
        case leaveOut
    }

    package struct Column: Sendable, Hashable {
        /// Where it stands in the file.
        package let position: Int
        package let name: String
        /// The column of our table.
        package let storedName: String
        package let type: CellType
        package let isKey: Bool
        /// Of the value that is there and the one that comes the greater stays.
        package let onlyRises: Bool
    }

    /// - Parameter rising: Columns in which a value never goes back.
    /// - Throws: `PlainError` when a key column is missing or a column comes twice.
    package init(
        kind: RecordKind, header: [String], attributes: [AttributeDefinition], emptyCells: EmptyCells = .clear,
        unreadableCells: UnreadableCells = .rejectRow, rising: Set<String> = []
    ) throws {
        self.kind = kind
        self.emptyCells = emptyCells
        self.unreadableCells = unreadableCells
        let standard = kind.columns
        let custom = attributes.filter { $0.entity == kind.entity }
        var columns: [Column] = []
        var ignored: [String] = []
        for (position, name) in header.enumerated() {
            guard !columns.contains(where: { $0.name == name }) else {
                throw PlainError("The column \(name) comes twice in the header. Keep one of them and import again.")
            }
            if let column = standard.first(where: { $0.name == name }) {
                columns.append(
                    Column(
                        position: position, name: name, storedName: name, type: column.type, isKey: column.isKey,
                        onlyRises: rising.contains(name)))
            } else if let attribute = custom.first(where: { $0.apiName == name }) {
                columns.append(
                    Column(
                        position: position, name: name, storedName: attribute.columnName,
                        type: CellType(attribute.type), isKey: false, onlyRises: rising.contains(name)))
            } else {
                ignored.append(name)
            }
        }
        let missing = standard.filter { key in key.isKey && !columns.contains { $0.name == key.name } }.map(\.name)
        guard missing.isEmpty else { throw MissingColumns(names: missing, of: kind.rawValue, in: header).error }
        self.columns = columns.filter(\.isKey) + columns.filter { !$0.isKey }
        ignoredColumns = ignored
    }
}
