import Domain

/// The records of both sides that a change can have reached, loaded and put into form.
struct MatchLoad: Sendable {
    let matcher: Matcher
    /// The keys to compare with next time.
    let keys: [MatchSide: KeyTable]
}
