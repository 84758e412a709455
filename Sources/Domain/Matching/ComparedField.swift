/// What rules compare of a linked object: a standard field, or the one where a custom object keeps the same.
package enum ComparedField: String, Sendable, Hashable, CaseIterable {
    case website
    case name
    case email
    case phone

    /// Its name on Account and Contact.
    package var standardName: String {
        switch self {
        case .website: "Website"
        case .name: "Name"
        case .email: "Email"
        case .phone: "Phone"
        }
    }

    /// What the rules of an entity compare.
    package static func all(of entity: Entity) -> [ComparedField] {
        switch entity {
        case .account: [.website, .name]
        case .user: [.email, .phone]
        }
    }
}

extension MatchRule {
    /// What the rule compares of theirs, unless it is the id or a field of its own choice.
    package var comparedField: ComparedField? {
        switch self {
        case .salesforceID, .customField: nil
        case .websiteDomain, .recentUserDomain: .website
        case .name: .name
        case .email: .email
        case .phone: .phone
        }
    }
}

extension EntityConfiguration {
    /// The field of the linked object that holds this.
    package func fieldName(of compared: ComparedField) -> String {
        fields[compared] ?? compared.standardName
    }

    /// The field of theirs that the rule reads; nothing for the id.
    package func theirField(of rule: MatchRule) -> String? {
        if case .customField(_, let theirs, _) = rule { return theirs }
        return rule.comparedField.map(fieldName)
    }
}
