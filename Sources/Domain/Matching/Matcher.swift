/// Decides which of theirs each of our records is: a pure function of records, rules and overrides (D§4, D§5).
///
/// Rules are tried in order, and the first that links ends the search. A rule that finds several links the oldest, or
/// under `reject` nobody, and then the next rule is tried.
package struct Matcher: Sendable {
    package let plan: MatchPlan
    package let ours: OurSide
    package let theirs: TheirSide
    private let overrides: LinkOverrides

    package init(plan: MatchPlan, ours: OurSide, theirs: TheirSide, overrides: LinkOverrides) {
        self.plan = plan
        self.ours = ours
        self.theirs = theirs
        self.overrides = overrides
    }

    /// Decides all our records, or a part of them, so that parts can be decided side by side.
    package func decide(_ part: Range<Int>? = nil) -> MatchDecisions {
        let part = part ?? 0..<ours.count
        var decisions = MatchDecisions(capacity: part.count)
        for row in part {
            if !overrides.isEmpty, let override = overrides.byRow[ours.records.rows[row]] {
                decisions.append(decide(row, under: override))
            } else {
                decisions.append(decideByRules(row, never: []))
            }
        }
        return decisions
    }

    /// The rows of theirs that the deciding rule found, oldest first, without those that a person ruled out.
    package func candidates(of row: Int, rule: Int8) -> [Int] {
        guard rule >= 0 else { return [] }
        let planned = plan.rules[Int(rule)]
        guard let found = theirs.indices[planned.slot].find(ours.keys[Int(rule)], row) else { return [] }
        let never = overrides.byRow[ours.records.rows[row]]?.never ?? []
        return allowed(theirs.rows(slot: planned.slot, from: found.first, count: found.count), never)
    }

    /// The Salesforce id that a record is linked to; nothing where it is not linked.
    package func salesforceID(of row: Int, _ decision: MatchDecision) -> String? {
        guard decision.verdict.isLinked else { return nil }
        if decision.target != MatchDecisions.noTarget { return theirs.records.ids[Int(decision.target)] }
        return overrides.byRow[ours.records.rows[row]]?.link
    }

    private func decide(_ row: Int, under override: RecordOverride) -> MatchDecision {
        if override.neverAtAll { return MatchDecision(verdict: .excluded, rule: MatchDecisions.byHand) }
        guard let link = override.link, !override.isStale else { return decideByRules(row, never: override.never) }
        let wanted = KeyColumn(literal: TextColumn([link]))
        let target = theirs.indices[0].find(wanted, 0).map { UInt32($0.first) } ?? MatchDecisions.noTarget
        return MatchDecision(verdict: .linked, rule: MatchDecisions.byHand, target: target, count: 1)
    }

    @inline(__always)
    private func decideByRules(_ row: Int, never: Set<String>) -> MatchDecision {
        var decision = MatchDecision()
        for rule in plan.rules.indices {
            let outcome = attempt(rule, row, never, &decision)
            decision.trail[rule] = outcome
            switch outcome {
            case .linked, .ambiguousPick:
                decision.verdict = outcome == .linked ? .linked : .ambiguousPick
                decision.rule = Int8(rule)
                return decision
            case .ambiguous:
                decision.verdict = .ambiguous
                decision.rule = Int8(rule)
            case .blocked where decision.verdict == .unmatched:
                decision.verdict = .excluded
            default: break
            }
        }
        if decision.verdict == .unmatched, isExcludedByFreeMail(decision.trail) { decision.verdict = .excluded }
        return decision
    }

    /// What one rule says; sets the decision's target and count where it found somebody.
    @inline(__always)
    private func attempt(
        _ rule: Int, _ row: Int, _ never: Set<String>, _ decision: inout MatchDecision
    ) -> RuleOutcome {
        let planned = plan.rules[rule]
        if let obstacle = planned.obstacle { return obstacle }
        guard ours.keys[rule].hashes[row] != 0 else { return withoutKey(planned, row) }
        guard var found = theirs.indices[planned.slot].find(ours.keys[rule], row) else {
            return planned.rule == .salesforceID ? .unknownID : .noCandidate
        }
        if !never.isEmpty {
            let left = allowed(theirs.rows(slot: planned.slot, from: found.first, count: found.count), never)
            guard let first = left.first else { return .blocked }
            found = (first, left.count)
        }
        decision.target = UInt32(found.first)
        decision.count = UInt32(found.count)
        if found.count == 1 { return .linked }
        if plan.whenSeveral == .first { return .ambiguousPick }
        decision.target = MatchDecisions.noTarget
        return .ambiguous
    }

    private func withoutKey(_ planned: MatchPlan.PlannedRule, _ row: Int) -> RuleOutcome {
        if case .recentUsers = planned.ours { ours.recentUserOutcomes[row] } else { .noValue }
    }

    private func allowed(_ rows: [Int], _ never: Set<String>) -> [Int] {
        never.isEmpty ? rows : rows.filter { !never.contains(theirs.keys[0][$0]) }
    }

    /// A mail provider's domain is the reason only where no rule had anything better to say.
    private func isExcludedByFreeMail(_ trail: MatchTrail) -> Bool {
        let outcomes = trail.outcomes(count: plan.rules.count)
        return outcomes.contains(.excludedFreemail) && !outcomes.contains(.noCandidate)
            && !outcomes.contains(.unknownID)
    }
}
