/// The stages of a run, in their order (D§3).
package enum StageName: String, Sendable, Hashable, CaseIterable, Codable {
    case fetch
    /// Communities are read.
    case community
    case match
    case map
    /// Communities' members are given their accounts.
    case associate
    case measure
    case push
    /// Members are given roles, or lose them, on a person's word: a run of its own.
    case audience

    /// The stages of a whole run.
    package static let ofSync: [StageName] = allCases.filter { $0 != .audience }

    package var isOfCommunity: Bool { self == .community || self == .associate || self == .audience }
}
