/// Failures of one kind in a run: how many, and one of them.
package struct FailureCause: Sendable, Hashable {
    package let stage: StageName
    /// Nothing where the records are members of a community.
    package let entity: Entity?
    package let code: OutcomeCode
    package let field: String?
    package let count: Int
    package let sampleRecord: String
    package let sampleReason: String?

    package init(
        stage: StageName, entity: Entity?, code: OutcomeCode, field: String?, count: Int, sampleRecord: String,
        sampleReason: String?
    ) {
        self.stage = stage
        self.entity = entity
        self.code = code
        self.field = field
        self.count = count
        self.sampleRecord = sampleRecord
        self.sampleReason = sampleReason
    }
}
