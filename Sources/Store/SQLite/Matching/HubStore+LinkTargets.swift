package import Domain
import GRDB

extension HubStore {
    package func state(ofLinkTarget text: String, of object: String) async throws -> LinkTargetState {
        let id = try SalesforceIDKey.full(text)
        guard KeyNormaliser.salesforceID.key(of: String(id.prefix(15))) == id else {
            throw PlainError(
                "\(text) is no Salesforce id: its last three characters do not go with the others. Copy it once more, "
                    + "with upper and lower case as they are.")
        }
        return try await read { database in
            let table = MirrorTable(object: object)
            let hasMirror = try table.exists(in: database)
            if hasMirror, let state = try database.state(of: id, in: table) { return state }
            let mirrored = try hasMirror ? database.idPrefix(of: table) : nil
            guard let prefix = mirrored ?? Self.standardPrefixes[object.lowercased()], !id.hasPrefix(prefix) else {
                return .unknown
            }
            throw PlainError(
                "\(text) is no \(object): ids of \(object) begin with \(prefix)"
                    + (try database.object(ofIDsLike: id).map { ", those of \($0) as this one does." } ?? "."))
        }
    }

    /// The beginnings of ids that are the same in every org.
    private static let standardPrefixes = ["account": "001", "contact": "003", "lead": "00Q"]
}

extension Database {
    /// Nothing where the mirror does not have it.
    fileprivate func state(of id: String, in table: MirrorTable) throws -> LinkTargetState? {
        let isDeleted = try Bool.fetchOne(
            self, sql: "SELECT is_deleted FROM \(quoted(table.name)) WHERE id = ?", arguments: [id])
        return isDeleted.map { $0 ? .deleted : .mirrored }
    }

    /// What every id of the object begins with; nothing while its mirror is empty.
    fileprivate func idPrefix(of table: MirrorTable) throws -> String? {
        try String.fetchOne(self, sql: "SELECT substr(id, 1, 3) FROM \(quoted(table.name)) LIMIT 1")
    }

    /// The mirrored object whose ids begin as this one does.
    fileprivate func object(ofIDsLike id: String) throws -> String? {
        try String.fetchAll(self, sql: "SELECT object FROM mirror ORDER BY object").first {
            try idPrefix(of: MirrorTable(object: $0)).map { id.hasPrefix($0) } ?? false
        }
    }
}
