import Domain
import GRDB

/// Features and modules: the values that a file names replace those kept.
final class FeatureRows: FactRows {
    private let columns: [Int?]
    private let upsert: CatalogueUpsert

    init(_ database: Database, _ columns: FactColumns) throws {
        self.columns = columns.positions
        let differs = """
            coalesce(?2, name) IS NOT name OR coalesce(?3, type) IS NOT type OR coalesce(?4, parent_id) IS NOT parent_id
            """
        upsert = try CatalogueUpsert(
            database,
            upsert: """
                INSERT INTO feature (id, name, type, parent_id) VALUES (?1, ?2, coalesce(?3, 'feature'), ?4)
                ON CONFLICT (id) DO UPDATE SET
                    name = coalesce(?2, name), type = coalesce(?3, type), parent_id = coalesce(?4, parent_id)
                WHERE \(differs)
                """, differs: "SELECT \(differs) FROM feature WHERE id = ?1")
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        let id = cells[row, columns[0]]
        guard !id.isEmpty else { return .rejected("id is missing") }
        if let fault = FactFault.choice(.features, "type", cells[row, columns[2]]) { return .rejected(fault) }
        let parent = cells[row, columns[3]]
        guard parent.isEmpty || !parent.elementsEqual(id) else { return .rejected("parent_id is the row's own id") }
        return try upsert.take(row, of: cells, columns)
    }

    func finish() throws -> Int { try upsert.finish() }
}
