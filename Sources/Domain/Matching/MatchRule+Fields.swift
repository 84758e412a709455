extension MatchRule {
    /// Whether the rule looks at this attribute of ours when it matches these records.
    package func reads(_ attribute: String, of entity: Entity, matching matched: Entity) -> Bool {
        switch self {
        case .recentUserDomain: entity == .user && ["account_id", "email", "last_seen_at", "type"].contains(attribute)
        default: entity == matched && attribute == ourField(of: matched)
        }
    }
}
