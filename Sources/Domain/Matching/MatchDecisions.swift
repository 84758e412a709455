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

    package init(capacity: Int = 0) {
        verdicts.reserveCapacity(capacity)
        rules.reserveCapacity(capacity)
        targets.reserveCapacity(capacity)
        counts.reserveCapacity(capacity)
        trails.reserveCapacity(capacity)
    }

    package var count: Int { verdicts.count }

    mutating func append(_ decision: MatchDecision) {
        verdicts.append(decision.verdict)
        rules.append(decision.rule)
        targets.append(decision.target)
        counts.append(decision.count)
        trails.append(decision.trail)
    }

    package mutating func append(contentsOf more: MatchDecisions) {
        verdicts += more.verdicts
        rules += more.rules
        targets += more.targets
        counts += more.counts
        trails += more.trails
    }

    package subscript(row: Int) -> MatchDecision {
        MatchDecision(
            verdict: verdicts[row], rule: rules[row], target: targets[row], count: counts[row], trail: trails[row])
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
