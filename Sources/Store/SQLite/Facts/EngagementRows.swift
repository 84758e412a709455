import Domain
import GRDB

/// Engagements: the values that a file names replace those kept; an empty cell is "no value" and keeps them.
final class EngagementRows: FactRows {
    private let columns: [Int?]
    private let upsert: CatalogueUpsert

    init(_ database: Database, _ columns: FactColumns) throws {
        self.columns = columns.positions
        let differs = """
            coalesce(?2, name) IS NOT name OR coalesce(?3, type) IS NOT type OR coalesce(?4, state) IS NOT state
            """
        upsert = try CatalogueUpsert(
            database,
            upsert: """
                INSERT INTO engagement (id, name, type, state) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (id) DO UPDATE SET
                    name = coalesce(?2, name), type = coalesce(?3, type), state = coalesce(?4, state)
                WHERE \(differs)
                """, differs: "SELECT \(differs) FROM engagement WHERE id = ?1")
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        guard !cells[row, columns[0]].isEmpty else { return .rejected("id is missing") }
        if let fault = FactFault.choice(.engagements, "state", cells[row, columns[3]]) { return .rejected(fault) }
        return try upsert.take(row, of: cells, columns)
    }

    func finish() throws -> Int { try upsert.finish() }
}

extension FactFault {
    /// Why a cell is none of the values that its column may have, if so; an empty one is.
    static func choice(_ kind: FactKind, _ column: String, _ text: UnsafeBufferPointer<UInt8>) -> String? {
        guard !text.isEmpty, let allowed = kind.allowedValues(of: column) else { return nil }
        guard !allowed.contains(where: { $0.utf8.elementsEqual(text) }) else { return nil }
        return "\(column) is none of \(allowed.joined(separator: ", ")): "
            + String(decoding: text.prefix(40), as: UTF8.self)
    }
}
