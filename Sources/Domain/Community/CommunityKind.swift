/// A kind of file that holds the community's side (docs/files.md); the raw value is its name on the command line.
package enum CommunityKind: String, Sendable, Hashable, CaseIterable {
    case users = "community-users"
    case content = "community-content"
    case activity = "community-activity"

    /// The tenant of rows that name none.
    package static let defaultTenant = "default"

    /// In the order of the export files.
    package var columns: [RecordColumn] {
        switch self {
        case .users:
            [
                RecordColumn("tenant", .text), RecordColumn("id", .text, isKey: true), RecordColumn("username", .text),
                RecordColumn("email", .text), RecordColumn("first_name", .text), RecordColumn("last_name", .text),
                RecordColumn("rank", .text), RecordColumn("company_custom", .text),
                RecordColumn("registered_at", .instant), RecordColumn("last_active_at", .instant),
                RecordColumn("roles", .text), RecordColumn("badges", .text), RecordColumn("groups", .text),
            ]
        case .content:
            [
                RecordColumn("tenant", .text), RecordColumn("id", .text, isKey: true), RecordColumn("context", .text),
                RecordColumn("content_type", .text), RecordColumn("author_id", .text), RecordColumn("topic_id", .text),
                RecordColumn("category", .text), RecordColumn("title", .text), RecordColumn("created_at", .instant),
                RecordColumn("modified_at", .instant), RecordColumn("closed_at", .instant),
                RecordColumn("likes", .number), RecordColumn("votes", .number), RecordColumn("replies", .number),
                RecordColumn("is_answered", .boolean),
            ]
        case .activity:
            [
                RecordColumn("tenant", .text), RecordColumn("id", .text, isKey: true),
                RecordColumn("community_user_id", .text, isKey: true), RecordColumn("type", .text),
                RecordColumn("content_id", .text), RecordColumn("occurred_at", .instant, isKey: true),
            ]
        }
    }

    package static let contexts = ["topic", "reply"]
    package static let contentTypes = ["article", "conversation", "question", "idea", "product_update"]
    /// Types of activity that make a member active (D§19): writing, liking, voting and signing up for an event.
    package static let activeTypes = ["topic_created", "reply_created", "like_given", "vote_given", "event_signup"]
}

/// Which column of a file of the community feeds which of ours: settled once, before the first row.
package struct CommunityImportPlan: Sendable, Hashable {
    package let kind: CommunityKind
    package let columns: [Column]
    /// Rows that are known stay as they are: what a platform cannot date keeps the time of its first sight.
    package var keepsKnownRows = false
    /// An empty cell says nothing instead of "no value".
    package var keepsFilledCells = false
    /// Many rows are to come, so that an empty table is filled without its indexes until the loading is finished.
    package var comesInBulk = false
    /// What these rows leave out of a member is still to be read, if the row is new or changes anything.
    package var lacksDetails = false

    package struct Column: Sendable, Hashable {
        /// Where it stands in the file.
        package let position: Int
        package let name: String
        package let type: CellType
        package let isRequired: Bool
    }

    /// - Throws: `PlainError` when a column without which rows cannot be told apart is missing, or one comes twice.
    package init(kind: CommunityKind, header: [String]) throws {
        self.kind = kind
        var columns: [Column] = []
        for (position, name) in header.enumerated() {
            guard let known = kind.columns.first(where: { $0.name == name }) else { continue }
            guard !columns.contains(where: { $0.name == name }) else {
                throw PlainError("The column \(name) comes twice in the header. Keep one of them and import again.")
            }
            columns.append(Column(position: position, name: name, type: known.type, isRequired: known.isKey))
        }
        let missing = kind.columns.filter { key in key.isKey && !columns.contains { $0.name == key.name } }.map(\.name)
        guard missing.isEmpty else { throw MissingColumns(names: missing, of: kind.rawValue, in: header).error }
        self.columns = columns
    }

    /// The plan of batches that have every column of their kind, in order.
    package static func whole(_ kind: CommunityKind) throws -> CommunityImportPlan {
        try CommunityImportPlan(kind: kind, header: kind.columns.map(\.name))
    }

    package func position(of name: String) -> Int? {
        columns.first { $0.name == name }?.position
    }
}
