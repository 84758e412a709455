import Domain
import GRDB

/// Features and modules: the values that a file names replace those kept.
final class FeatureRows: FactRows {
    private let columns: [Int?]
    private let upsert: RawStatement
    private let database: Database

    init(_ database: Database, _ columns: FactColumns) throws {
        self.database = database
        self.columns = columns.positions
        upsert = try RawStatement(
            database,
            """
            INSERT INTO feature (id, name, type, parent_id) VALUES (?1, ?2, coalesce(?3, 'feature'), ?4)
            ON CONFLICT (id) DO UPDATE SET
                name = coalesce(?2, name), type = coalesce(?3, type), parent_id = coalesce(?4, parent_id)
            WHERE coalesce(?2, name) IS NOT name OR coalesce(?3, type) IS NOT type
                OR coalesce(?4, parent_id) IS NOT parent_id
            """)
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        let id = cells[row, columns[0]]
        guard !id.isEmpty else { return .rejected("id is missing") }
        let type = cells[row, columns[2]]
        if let fault = FactFault.choice(.features, "type", type) { return .rejected(fault) }
        let parent = cells[row, columns[3]]
        guard parent.isEmpty || !parent.elementsEqual(id) else { return .rejected("parent_id is the row's own id") }
        upsert.bind(1, text: id)
        upsert.bind(2, text: cells[row, columns[1]])
        upsert.bind(3, text: type)
        upsert.bind(4, text: parent)
        guard try upsert.execute() > 0 else { return .duplicate }
        // A module counts its features, at any account.
        try AccountChanges.markAll(database)
        return .new
    }
}
