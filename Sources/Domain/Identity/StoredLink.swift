/// A link as it is kept: which of theirs one record of ours is, and why.
package struct StoredLink: Sendable, Hashable {
    package var entity: Entity
    /// Our record's id.
    package var id: String
    /// Our record's number in the store.
    package var row: Int64
    package var salesforceID: String?
    package var verdict: MatchVerdict
    /// The rule that linked, the last one that found several, or `manual`.
    package var rule: String?
    /// The two compared values.
    package var ourValue: String?
    package var theirValue: String?
    package var candidateCount: Int
    /// At most twenty, oldest first.
    package var candidates: [String]
    /// What each rule said, in order.
    package var tried: [TriedRule]
    /// `rule`, or who decided.
    package var decidedBy: String
    package var since: Instant
    package var previousID: String?
    package var decidedIn: RunNumber

    /// A rule and what it said.
    package struct TriedRule: Sendable, Hashable {
        package let rule: String
        package let outcome: RuleOutcome

        package init(rule: String, outcome: RuleOutcome) {
            self.rule = rule
            self.outcome = outcome
        }
    }

    package init(
        entity: Entity, id: String, row: Int64, salesforceID: String?, verdict: MatchVerdict, rule: String?,
        ourValue: String?, theirValue: String?, candidateCount: Int, candidates: [String], tried: [TriedRule],
        decidedBy: String,
        since: Instant, previousID: String?, decidedIn: RunNumber
    ) {
        self.entity = entity
        self.id = id
        self.row = row
        self.salesforceID = salesforceID
        self.verdict = verdict
        self.rule = rule
        self.ourValue = ourValue
        self.theirValue = theirValue
        self.candidateCount = candidateCount
        self.candidates = candidates
        self.tried = tried
        self.decidedBy = decidedBy
        self.since = since
        self.previousID = previousID
        self.decidedIn = decidedIn
    }
}
