import Domain
import SyncEngine

extension JSON {
    static func instant(_ instant: Instant?) -> JSON {
        instant.map { .string($0.iso8601) } ?? .null
    }

    init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .string(let text): .string(text)
            case .integer(let number): .integer(number)
            case .double(let number): .double(number)
            case .boolean(let value): .boolean(value)
            case .dateTime(let instant): .string(instant.iso8601)
            }
    }

    /// A page of a list: what is on it, and the cursor of the next one.
    static func list(_ items: [JSON], next: Cursor?, _ more: (key: String, value: JSON)...) -> JSON {
        .object([("data", .array(items)), ("next", .string(next?.text))] + more)
    }

    init(_ run: RunSummary) {
        self = .object([
            ("number", .integer(run.number.value)), ("trigger", .string(run.trigger.rawValue)),
            ("status", .string(run.status.rawValue)), ("started_at", .instant(run.startedAt)),
            ("ended_at", .instant(run.endedAt)), ("reason", .string(run.reason)),
            ("stages", .array(run.stages.map { .string($0.rawValue) })),
            ("stage_records", .array(run.stageRecords.map { JSON($0) })),
        ])
    }

    private init(_ stage: StageRecord) {
        self = .object([
            ("stage", .string(stage.stage.rawValue)), ("entity", .string(stage.entity?.rawValue)),
            ("tenant", .string(stage.tenant)),
            ("started_at", .instant(stage.startedAt)), ("ended_at", .instant(stage.endedAt)),
            ("reason", .string(stage.reason)),
            (
                "counts",
                .object(stage.counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
            ),
        ])
    }

    init(_ outcome: Outcome) {
        self = .object([
            ("stage", .string(outcome.stage.rawValue)),
            ("entity", .string(outcome.entity?.rawValue ?? "community_user")),
            ("record", .string(outcome.record)), ("outcome", .string(outcome.code.rawValue)),
            ("field", .string(outcome.field)), ("before", .string(outcome.before)), ("after", .string(outcome.after)),
            ("reason", .string(outcome.reason)),
        ])
    }

    init(_ link: StoredLink) {
        self = .object([
            ("id", .string(link.id)), ("salesforce_id", .string(link.salesforceID)),
            ("decision", .string(link.verdict.name)), ("rule", .string(link.rule)),
            ("candidate_count", .integer(Int64(link.candidateCount))),
            ("candidates", .array(link.candidates.map { .string($0) })), ("decided_by", .string(link.decidedBy)),
            ("since", .instant(link.since)),
        ])
    }

    init(_ coverage: LinkCoverage) {
        self = .object([
            ("records", .integer(coverage.records)), ("linked", .integer(coverage.linked)),
            ("match_rate", .double(coverage.matchRate)), ("ambiguous", .integer(coverage.ambiguous)),
            (
                "by_rule",
                .object(coverage.linkedByRule.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
            ),
        ])
    }

    init(_ explanation: MatchExplanation) {
        self = .object([
            ("entity", .string(explanation.entity.rawValue)), ("id", .string(explanation.id)),
            ("decision", .string(explanation.verdict.name)), ("salesforce_id", .string(explanation.salesforceID)),
            ("rule", .string(explanation.decidingRule)),
            ("rules", .array(explanation.rules.map { JSON($0) })),
        ])
    }

    private init(_ rule: MatchExplanation.Rule) {
        self = .object([
            ("rule", .string(rule.name)), ("ours", .string(rule.ourField)), ("theirs", .string(rule.theirField)),
            ("value", .string(rule.ourValue)), ("compared_as", .string(rule.key)),
            ("outcome", .string(rule.outcome.name)), ("candidate_count", .integer(Int64(rule.candidateCount))),
            ("candidates", .array(rule.candidates.map { .string($0.salesforceID) })),
        ])
    }

    init(_ progress: StageProgress) {
        let entity = progress.entity.map { " " + $0.plural } ?? ""
        self = .object([
            ("stage", .string(progress.stage.rawValue)), ("entity", .string(progress.entity?.rawValue)),
            ("label", .string(progress.stage.rawValue + entity)), ("done", .integer(Int64(progress.done))),
            ("total", .integer(progress.total)),
        ])
    }
}
