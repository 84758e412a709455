/// One pass of the rules over a part of our records: rule by rule, over those that none has linked yet.
struct MatchPass {
    private let matcher: Matcher
    private let part: Range<Int>
    private var decisions: MatchDecisions
    /// Positions in `part` of the records that are not linked yet.
    private var pending: [UInt32]

    init(_ matcher: Matcher, part: Range<Int>) {
        self.matcher = matcher
        self.part = part
        decisions = MatchDecisions(count: part.count)
        pending = Array(0..<UInt32(part.count))
    }

    mutating func run() -> MatchDecisions {
        if !matcher.overrides.isEmpty { obeyOverrides() }
        for rule in matcher.plan.rules.indices { attempt(rule) }
        excludeFreeMail()
        return decisions
    }

    /// Decides the records about which people have decided something; they leave the pass.
    private mutating func obeyOverrides() {
        pending.removeAll { position in
            let row = part.lowerBound + Int(position)
            guard let override = matcher.overrides.byRow[matcher.ours.records.rows[row]] else { return false }
            decisions[Int(position)] = matcher.decide(row, under: override)
            return true
        }
    }

    private mutating func attempt(_ rule: Int) {
        let planned = matcher.plan.rules[rule]
        guard planned.obstacle == nil else {
            for position in pending { decisions.note(planned.obstacle ?? .notTried, of: rule, row: Int(position)) }
            return
        }
        let without = planned.rule == .salesforceID ? RuleOutcome.unknownID : .noCandidate
        let severalLink = matcher.plan.whenSeveral == .first
        let hasOutcomes = matcher.plan.recentUsersRule == rule
        let index = matcher.indices[planned.slot]
        let offset = part.lowerBound
        var left: [UInt32] = []
        left.reserveCapacity(pending.count)
        var rows = [UInt32](repeating: 0, count: KeyIndex.blockSize)
        var found = [KeyIndex.Found](repeating: .init(), count: KeyIndex.blockSize)
        matcher.ours.keys[rule].withView { keys in
            var next = 0
            while next < pending.count {
                var count = 0
                while next < pending.count, count < KeyIndex.blockSize {
                    let row = offset + Int(pending[next])
                    next += 1
                    if keys.hashes[row] != 0 {
                        rows[count] = UInt32(truncatingIfNeeded: row)
                        count += 1
                    } else {
                        let outcome = hasOutcomes ? matcher.ours.recentUserOutcomes[row] : .noValue
                        decisions.note(outcome, of: rule, row: row - offset)
                        left.append(UInt32(truncatingIfNeeded: row - offset))
                    }
                }
                rows.withUnsafeBufferPointer { rows in
                    found.withUnsafeMutableBufferPointer { found in
                        index.find(keys, UnsafeBufferPointer(rebasing: rows[..<count]), into: found)
                    }
                }
                for block in 0..<count {
                    let row = Int(rows[block]) - offset
                    switch found[block].count {
                    case 0: decisions.note(without, of: rule, row: row)
                    case 1:
                        decisions.note(found[block], .linked, .linked, of: rule, row: row)
                        continue
                    case _ where severalLink:
                        decisions.note(found[block], .ambiguousPick, .ambiguousPick, of: rule, row: row)
                        continue
                    default: decisions.note(found[block], .ambiguous, .ambiguous, of: rule, row: row)
                    }
                    left.append(UInt32(truncatingIfNeeded: row))
                }
            }
        }
        pending = left
    }

    private mutating func excludeFreeMail() {
        guard matcher.plan.readsRecentUsers else { return }
        for position in pending where decisions.verdicts[Int(position)] == .unmatched {
            let row = Int(position)
            if decisions.trails[row].isExcludedByFreeMail(ruleCount: matcher.plan.rules.count) {
                decisions.exclude(row)
            }
        }
    }
}

extension MatchTrail {
    /// A mail provider's domain is the reason only where no rule had anything better to say.
    func isExcludedByFreeMail(ruleCount: Int) -> Bool {
        let outcomes = outcomes(count: ruleCount)
        return outcomes.contains(.excludedFreemail) && !outcomes.contains(.noCandidate)
            && !outcomes.contains(.unknownID)
    }
}
