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
}
