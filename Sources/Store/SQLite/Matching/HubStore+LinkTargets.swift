import Domain
import GRDB

extension HubStore {
    package func isMirrored(linkTarget text: String, of object: String) async throws -> Bool {
        guard let id = KeyNormaliser.salesforceID.key(of: text) else {
            throw PlainError("\(text) is no Salesforce id: those have 15 or 18 letters and digits.")
        }
        guard KeyNormaliser.salesforceID.key(of: String(id.prefix(15))) == id else {
            throw PlainError(
                "\(text) is no Salesforce id: its last three characters do not go with the others. Copy it once more, "
                    + "with upper and lower case as they are.")
        }
        return try await read { database in
            let table = MirrorTable(object: object)
            let hasMirror = try table.exists(in: database)
            if hasMirror, try database.holds(id, in: table) { return true }
            let mirrored = try hasMirror ? database.idPrefix(of: table) : nil
            guard let prefix = mirrored ?? Self.standardPrefixes[object.lowercased()], !id.hasPrefix(prefix) else {
                return false
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
    fileprivate func holds(_ id: String, in table: MirrorTable) throws -> Bool {
        try Bool.fetchOne(
            self, sql: "SELECT EXISTS (SELECT 1 FROM \(quoted(table.name)) WHERE id = ? AND is_deleted = 0)",
            arguments: [id]) ?? false
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
