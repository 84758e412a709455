/// What was concluded about one record: the `decision` of exports (docs/files.md).
package enum MatchVerdict: UInt8, Sendable, Hashable, CaseIterable {
    case unmatched
    case linked
    case ambiguousPick
    case ambiguous
    case excluded

    package var name: String {
        switch self {
        case .unmatched: "unmatched"
        case .linked: "linked"
        case .ambiguousPick: "ambiguous_pick"
        case .ambiguous: "ambiguous"
        case .excluded: "excluded"
        }
    }

    package init?(name: String) {
        guard let verdict = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = verdict
    }

    package var isLinked: Bool { self == .linked || self == .ambiguousPick }
}
