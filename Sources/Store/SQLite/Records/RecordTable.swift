import Domain

/// Where a kind of record is kept.
struct RecordTable {
    let name: String
    /// Changed rows carry the number of the transaction that changed them.
    let hasRevision: Bool

    init(_ kind: RecordKind) {
        switch kind {
        case .accounts: (name, hasRevision) = ("account", true)
        case .users: (name, hasRevision) = ("user", true)
        case .persons: (name, hasRevision) = ("person", true)
        case .accountPersons: (name, hasRevision) = ("account_person", false)
        case .domains: (name, hasRevision) = ("domain_assignment", false)
        }
    }

    /// What stands for an empty cell in the columns that always hold something.
    static func standIn(for column: ImportPlan.Column) -> String? {
        if column.type == .userType { return "'user'" }
        return column.name == "is_primary" ? "0" : nil
    }
}
