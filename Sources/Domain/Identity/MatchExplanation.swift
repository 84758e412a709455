/// Why a record of ours is linked as it is: every rule, the values it compared, whom it found, and what was concluded.
package struct MatchExplanation: Sendable, Hashable {
    package var entity: Entity
    package var id: String
    package var rules: [Rule]
    package var verdict: MatchVerdict
    package var salesforceID: String?
    /// The rule that decided, or `manual`.
    package var decidingRule: String?
    package var override: RecordOverride
    /// What is stored, which differs until the next match where records have changed.
    package var stored: StoredLink?

    /// What one rule saw and said.
    package struct Rule: Sendable, Hashable {
        package let name: String
        package let ourField: String
        package let theirField: String
        /// As it stands in our record.
        package let ourValue: String
        /// In the form in which it was compared; nothing where it cannot be used.
        package let key: String?
        package let outcome: RuleOutcome
        package let candidateCount: Int
        /// The oldest ones.
        package let candidates: [Candidate]
        /// What is not there, where the rule could not be tried for want of a field.
        package let missing: String
    }

    /// One of theirs that has the key of ours.
    package struct Candidate: Sendable, Hashable {
        package let salesforceID: String
        package let value: String
        /// Nothing where it is not known.
        package let created: Instant?
    }

    /// Explains one of the matcher's records.
    package init(_ matcher: Matcher, row: Int, override: RecordOverride, stored: StoredLink?) {
        entity = matcher.plan.entity
        id = matcher.ours.records.ids[row]
        let decision = matcher.decide(row..<row + 1)[0]
        verdict = decision.verdict
        salesforceID = matcher.salesforceID(of: row, decision)
        decidingRule = matcher.plan.ruleName(decision.rule)
        self.override = override
        self.stored = stored
        rules = matcher.plan.rules.indices.map { Rule(matcher, rule: $0, row: row, outcome: decision.trail[$0]) }
    }
}

extension MatchExplanation.Rule {
    fileprivate init(_ matcher: Matcher, rule: Int, row: Int, outcome: RuleOutcome) {
        let planned = matcher.plan.rules[rule]
        name = planned.name
        ourField = planned.ourField
        theirField = planned.theirField
        self.outcome = outcome
        missing =
            if !matcher.plan.isFetched {
                "nothing of \(matcher.plan.object) has been fetched yet"
            } else if planned.isMirrored {
                "there is no attribute \(planned.ourField)"
            } else {
                "\(matcher.plan.object).\(planned.theirField) has not been fetched"
            }
        guard planned.obstacle == nil else {
            (ourValue, key, candidateCount, candidates) = ("", nil, 0, [])
            return
        }
        var text: [UInt8] = []
        matcher.appendOurValue(of: row, rule: rule, to: &text)
        ourValue = String(decoding: text, as: UTF8.self)
        key = matcher.ours.keys[rule].hashes[row] == 0 ? nil : matcher.ours.keys[rule][row]
        let found = key == nil ? [] : matcher.candidates(of: row, rule: Int8(rule))
        candidateCount = found.count
        candidates = found.prefix(DecidedLinks.namedCandidates).map { candidate in
            var value: [UInt8] = []
            matcher.appendTheirValue(of: candidate, rule: rule, to: &value)
            let created = matcher.theirs.records.created[candidate]
            return MatchExplanation.Candidate(
                salesforceID: matcher.theirs.records.ids[candidate], value: String(decoding: value, as: UTF8.self),
                created: created == .max ? nil : Instant(milliseconds: created))
        }
    }
}
