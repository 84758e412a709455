extension MatchRule {
    /// The Salesforce field that the rule compares; nothing where it is the id, which is always there.
    package var salesforceField: String? {
        switch self {
        case .salesforceID: nil
        case .customField(_, let theirs, _): theirs
        case .websiteDomain, .recentUserDomain: "Website"
        case .name: "Name"
        case .email: "Email"
        case .phone: "Phone"
        }
    }

    /// Whether the rule looks at this attribute of ours when it matches these records.
    package func reads(_ attribute: String, of entity: Entity, matching matched: Entity) -> Bool {
        switch self {
        case .recentUserDomain: entity == .user && ["account_id", "email", "last_seen_at", "type"].contains(attribute)
        default: entity == matched && attribute == ourField(of: matched)
        }
    }
}
