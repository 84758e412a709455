/// What was concluded about each of our records, in columns.
package struct MatchDecisions: Sendable {
    package private(set) var verdicts: [MatchVerdict] = []
    /// The rule that linked, or the last one that found several; `noRule`, or `byHand`.
    package private(set) var rules: [Int8] = []
    /// The row of theirs that is linked or was first; `noTarget` where there is none.
    package private(set) var targets: [UInt32] = []
    /// How many of theirs the rule found.
    package private(set) var counts: [UInt32] = []
    package private(set) var trails: [MatchTrail] = []

    package static let noRule: Int8 = -1
    package static let byHand: Int8 = -2
    package static let noTarget = UInt32.max

    package init() {}

    /// So many records about which nothing is known yet.
    init(count: Int) {
        verdicts = [MatchVerdict](repeating: .unmatched, count: count)
        rules = [Int8](repeating: Self.noRule, count: count)
        targets = [UInt32](repeating: Self.noTarget, count: count)
        counts = [UInt32](repeating: 0, count: count)
        trails = [MatchTrail](repeating: MatchTrail(), count: count)
    }

    package var count: Int { verdicts.count }

    /// Notes what a rule said, where that is no more than a word.
    @inline(__always)
    mutating func note(_ outcome: RuleOutcome, of rule: Int, row: Int) {
        trails[row][rule] = outcome
    }

    /// Notes that a rule found somebody.
    @inline(__always)
    mutating func note(_ found: KeyIndex.Found, _ outcome: RuleOutcome, _ verdict: MatchVerdict, of rule: Int, row: Int)
    {
        trails[row][rule] = outcome
        verdicts[row] = verdict
        rules[row] = Int8(truncatingIfNeeded: rule)
        counts[row] = found.count
        targets[row] = verdict == .ambiguous ? Self.noTarget : found.first
    }

    mutating func exclude(_ row: Int) {
        verdicts[row] = .excluded
    }

    package mutating func append(contentsOf more: MatchDecisions) {
        verdicts += more.verdicts
        rules += more.rules
        targets += more.targets
        counts += more.counts
        trails += more.trails
    }

    package internal(set) subscript(row: Int) -> MatchDecision {
        get {
            MatchDecision(
                verdict: verdicts[row], rule: rules[row], target: targets[row], count: counts[row], trail: trails[row])
        }
        set {
            verdicts[row] = newValue.verdict
            rules[row] = newValue.rule
            targets[row] = newValue.target
            counts[row] = newValue.count
            trails[row] = newValue.trail
        }
    }
}

/// What was concluded about one record.
package struct MatchDecision: Sendable, Hashable {
    package var verdict = MatchVerdict.unmatched
    package var rule = MatchDecisions.noRule
    package var target = MatchDecisions.noTarget
    package var count: UInt32 = 0
    package var trail = MatchTrail()
}
