/// A run as the journal lists it.
package struct RunSummary: Sendable, Hashable {
    package let number: RunNumber
    package let trigger: RunTrigger
    package let stages: [StageName]
    package let startedAt: Instant
    package let endedAt: Instant?
    package let status: RunStatus
    package let reason: String?
    package let stageRecords: [StageRecord]

    package init(
        number: RunNumber, trigger: RunTrigger, stages: [StageName], startedAt: Instant, endedAt: Instant?,
        status: RunStatus, reason: String?, stageRecords: [StageRecord]
    ) {
        self.number = number
        self.trigger = trigger
        self.stages = stages
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.status = status
        self.reason = reason
        self.stageRecords = stageRecords
    }
}

/// One stage of one run, for one entity, as the journal keeps it.
package struct StageRecord: Sendable, Hashable {
    package let stage: StageName
    /// Nothing where a stage is not about one entity.
    package let entity: Entity?
    /// Where a stage is about one tenant of a community.
    package let tenant: String?
    package let startedAt: Instant
    package var endedAt: Instant?
    package var counts: [String: Int]
    package var reason: String?

    /// The entity's word or the tenant's name, where there is one.
    package var subject: String? { entity?.plural ?? tenant }

    package init(
        stage: StageName, entity: Entity?, tenant: String? = nil, startedAt: Instant, endedAt: Instant? = nil,
        counts: [String: Int] = [:], reason: String? = nil
    ) {
        self.stage = stage
        self.entity = entity
        self.tenant = tenant
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.counts = counts
        self.reason = reason
    }
}
