/// A custom attribute as configured: a named, typed field of ours.
package struct AttributeDefinition: Sendable, Hashable, Codable {
    package let entity: Entity
    /// Matches `[a-z][a-z0-9_]{0,62}`, unique for its entity whatever the case.
    package let apiName: String
    package let type: AttributeType

    package init(entity: Entity, apiName: String, type: AttributeType) {
        self.entity = entity
        self.apiName = apiName
        self.type = type
    }

    /// The column that holds it.
    package var columnName: String { "a_" + apiName }

    /// At most so many custom attributes for one entity.
    package static let limit = 500

    package static func isValid(apiName: String) -> Bool {
        let bytes = apiName.utf8
        guard let first = bytes.first, (1...63).contains(bytes.count), isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}

/// The columns that every account and every user has (docs/files.md).
package enum StandardAttribute {
    package static func type(of name: String, entity: Entity) -> AttributeType? {
        switch (entity, name) {
        case (_, "id"): .string
        case (.account, "name"), (.account, "website"), (.account, "salesforce_id"): .string
        case (.account, "created_at"): .dateTime
        case (.user, "account_id"), (.user, "email"), (.user, "phone"), (.user, "salesforce_contact_id"),
            (.user, "first_name"), (.user, "last_name"), (.user, "title"), (.user, "type"):
            .string
        case (.user, "signed_up_at"), (.user, "last_seen_at"): .dateTime
        default: nil
        }
    }

    /// In the order of the export files.
    package static func names(of entity: Entity) -> [String] {
        switch entity {
        case .account: ["id", "name", "website", "salesforce_id", "created_at"]
        case .user:
            [
                "id", "account_id", "email", "phone", "salesforce_contact_id", "first_name", "last_name", "title",
                "type",
                "signed_up_at", "last_seen_at",
            ]
        }
    }
}
