/// A kind of file that holds the hub's own records (docs/files.md); the raw value is its name on the command line.
package enum RecordKind: String, Sendable, Hashable, CaseIterable {
    case accounts
    case users
    case persons
    case accountPersons = "account-persons"
    case domains

    /// The standard columns, in the order of the export files.
    package var columns: [RecordColumn] {
        switch self {
        case .accounts:
            [
                RecordColumn("id", .text, isKey: true), RecordColumn("name", .text), RecordColumn("website", .text),
                RecordColumn("salesforce_id", .text), RecordColumn("created_at", .instant),
            ]
        case .users:
            [
                RecordColumn("id", .text, isKey: true), RecordColumn("account_id", .text), RecordColumn("email", .text),
                RecordColumn("phone", .text), RecordColumn("salesforce_contact_id", .text),
                RecordColumn("first_name", .text), RecordColumn("last_name", .text), RecordColumn("title", .text),
                RecordColumn("type", .userType), RecordColumn("signed_up_at", .instant),
                RecordColumn("last_seen_at", .instant),
            ]
        case .persons:
            [RecordColumn("id", .text, isKey: true), RecordColumn("email", .text), RecordColumn("name", .text)]
        case .accountPersons:
            [
                RecordColumn("person_id", .text, isKey: true), RecordColumn("account_id", .text, isKey: true),
                RecordColumn("title", .text), RecordColumn("is_primary", .boolean),
            ]
        case .domains:
            [RecordColumn("domain", .text, isKey: true), RecordColumn("account_id", .text, isKey: true)]
        }
    }

    /// Accounts and users carry custom attributes.
    package var entity: Entity? {
        switch self {
        case .accounts: .account
        case .users: .user
        default: nil
        }
    }
}

/// One column of a file of records.
package struct RecordColumn: Sendable, Hashable {
    package let name: String
    package let type: CellType
    package let isKey: Bool

    package init(_ name: String, _ type: CellType, isKey: Bool = false) {
        self.name = name
        self.type = type
        self.isKey = isKey
    }
}
