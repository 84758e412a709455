extension Matcher {
    /// Decides one record about which people have decided something.
    func decide(_ row: Int, under override: RecordOverride) -> MatchDecision {
        if override.neverAtAll { return MatchDecision(verdict: .excluded, rule: MatchDecisions.byHand) }
        guard let link = override.link, !override.isStale else { return decide(row, without: override.never) }
        let wanted = KeyColumn(literal: TextColumn([link]))
        guard let target = indices[0].find(wanted, 0)?.first else {
            // No link until a fetch brings the record; but the rules have nothing to say any more.
            return MatchDecision(verdict: .unmatched, rule: MatchDecisions.byHand)
        }
        return MatchDecision(verdict: .linked, rule: MatchDecisions.byHand, target: target, count: 1)
    }

    /// Tries the rules as for any record, but for some of theirs that it is not.
    private func decide(_ row: Int, without never: Set<String>) -> MatchDecision {
        var decision = MatchDecision()
        var isBlocked = false
        for rule in plan.rules.indices {
            let found = candidates(of: row, rule: Int8(rule))
            let outcome = outcome(rule, row, allowed: found.count)
            decision.trail[rule] = outcome
            isBlocked = isBlocked || outcome == .blocked
            guard let first = found.first else { continue }
            decision.rule = Int8(rule)
            decision.count = UInt32(found.count)
            if outcome == .ambiguous {
                decision.verdict = .ambiguous
            } else {
                decision.verdict = outcome == .linked ? .linked : .ambiguousPick
                decision.target = UInt32(first)
                return decision
            }
        }
        if decision.verdict == .unmatched,
            isBlocked || decision.trail.isExcludedByFreeMail(ruleCount: plan.rules.count)
        {
            decision.verdict = .excluded
        }
        return decision
    }

    /// What a rule says, given how many of those that it found a person has not ruled out.
    private func outcome(_ rule: Int, _ row: Int, allowed: Int) -> RuleOutcome {
        let planned = plan.rules[rule]
        if let obstacle = planned.obstacle { return obstacle }
        guard ours.keys[rule].hashes[row] != 0 else {
            return plan.recentUsersRule == rule ? ours.recentUserOutcomes[row] : .noValue
        }
        switch allowed {
        case 0 where indices[planned.slot].find(ours.keys[rule], row) != nil: return .blocked
        case 0: return planned.rule == .salesforceID ? .unknownID : .noCandidate
        case 1: return .linked
        default: return plan.whenSeveral == .first ? .ambiguousPick : .ambiguous
        }
    }
}
