/// One of the two kinds of record that the hub links with the CRM.
package enum Entity: String, Sendable, Hashable, CaseIterable, Codable {
    case account
    case user

    /// The word that files, commands and configuration use: `accounts`, `users`.
    package var plural: String {
        switch self {
        case .account: "accounts"
        case .user: "users"
        }
    }

    package init?(plural: some StringProtocol) {
        switch plural {
        case "accounts": self = .account
        case "users": self = .user
        default: return nil
        }
    }
}
