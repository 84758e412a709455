import Domain
import GRDB

/// Engagements: the values that a file names replace those kept; an empty cell is "no value" and keeps them.
final class EngagementRows: FactRows {
    private let columns: [Int?]
    private let upsert: RawStatement
    private let database: Database

    init(_ database: Database, _ columns: FactColumns) throws {
        self.database = database
        self.columns = columns.positions
        upsert = try RawStatement(
            database,
            """
            INSERT INTO engagement (id, name, type, state) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET
                name = coalesce(?2, name), type = coalesce(?3, type), state = coalesce(?4, state)
            WHERE coalesce(?2, name) IS NOT name OR coalesce(?3, type) IS NOT type
                OR coalesce(?4, state) IS NOT state
            """)
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        let id = cells[row, columns[0]]
        guard !id.isEmpty else { return .rejected("id is missing") }
        let state = cells[row, columns[3]]
        if let fault = FactFault.choice(.engagements, "state", state) { return .rejected(fault) }
        upsert.bind(1, text: id)
        upsert.bind(2, text: cells[row, columns[1]])
        upsert.bind(3, text: cells[row, columns[2]])
        upsert.bind(4, text: state)
        guard try upsert.execute() > 0 else { return .duplicate }
        // An engagement may be viewed by any account.
        try AccountChanges.markAll(database)
        return .new
    }
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
