import Domain

/// Where a kind of the community's rows is kept.
enum CommunityTable {
    static func name(_ kind: CommunityKind) -> String {
        switch kind {
        case .users: "community_user"
        case .content: "community_content"
        case .activity: "community_activity"
        }
    }

    /// The columns that tell rows apart.
    static func identity(_ kind: CommunityKind) -> [String] {
        switch kind {
        case .users, .activity: ["tenant", "id"]
        // Topics and replies are numbered each for themselves.
        case .content: ["tenant", "context", "id"]
        }
    }

    /// What is worked out from a member's address, beside what files say.
    static let memberKeys = ["email_key", "host", "domain", "label"]
}
