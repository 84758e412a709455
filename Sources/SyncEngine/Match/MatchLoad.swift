import Domain

/// Records of both sides, loaded and put into form.
struct MatchLoad: Sendable {
    let matcher: Matcher
    /// The keys to compare with next time.
    let keys: [MatchSide: KeyTable]
    /// All records are here, and not only those that a change can have reached.
    let isWhole: Bool
}
