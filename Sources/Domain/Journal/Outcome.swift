/// What one stage did to one field of one record, and why: a line of the journal.
package struct Outcome: Sendable, Hashable {
    package var stage: StageName
    /// Nothing where the record is a member of a community.
    package var entity: Entity?
    /// Our record's id, or the Salesforce id where we have none; a member's is `tenant/id`.
    package var record: String
    package var code: OutcomeCode
    package var field: String?
    package var before: String?
    package var after: String?
    package var reason: String?

    package init(
        stage: StageName, entity: Entity?, record: String, code: OutcomeCode, field: String? = nil,
        before: String? = nil, after: String? = nil, reason: String? = nil
    ) {
        self.stage = stage
        self.entity = entity
        self.record = record
        self.code = code
        self.field = field
        self.before = before
        self.after = after
        self.reason = reason
    }
}
