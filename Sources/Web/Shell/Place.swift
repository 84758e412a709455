/// The places of the site, as its navigation lists them.
package enum Place: String, Sendable, CaseIterable {
    case integrations, matching, mapping, accounts, audience, community, steward, reports, runs, timeline, settings

    package var title: String {
        switch self {
        case .integrations: "Integrations"
        case .matching: "Matching Logic"
        case .mapping: "Mapped Fields"
        case .accounts: "Accounts"
        case .audience: "Audience"
        case .community: "Community Management"
        case .steward: "Data Steward"
        case .reports: "Reports"
        case .runs: "Runs"
        case .timeline: "Timeline"
        case .settings: "Settings"
        }
    }

    package var path: String { self == .integrations ? "/" : "/" + rawValue }

    /// The navigation's groups, in order.
    static let groups: [(title: String, places: [Place])] = [
        ("Salesforce", [.integrations, .matching, .mapping]), ("Customers", [.accounts, .audience]),
        ("Community", [.community, .steward, .reports]), ("Activity", [.runs, .timeline]), ("Workspace", [.settings]),
    ]
}
