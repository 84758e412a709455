import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// What would happen: other match rules, the next map, the next push. Nothing is written.
struct PreviewRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.post, "/api/v1/previews/{entity}/match", .program(.read), answer: match),
            HubRoute(.post, "/api/v1/previews/{entity}/map", .program(.read), answer: map),
            HubRoute(.post, "/api/v1/previews/{entity}/push", .program(.read), answer: push),
        ]
    }

    private func match(_ context: WebContext) async throws -> Response {
        let preview = try await MatchPreviewer(store: hub.store).preview(
            try configuration(context), entity: try context.entity(), samples: try context.limit())
        let samples = preview.samples.map { sample in
            JSON.object([
                ("change", .string(sample.change.rawValue)), ("id", .string(sample.id)),
                ("before", .string(sample.before)), ("after", .string(sample.after)), ("rule", .string(sample.rule)),
            ])
        }
        let changes = MatchPreview.Change.allCases.map {
            (key: $0.rawValue, value: JSON.integer(preview.changes[$0] ?? 0))
        }
        return .json(
            .object([
                ("changes", .object(changes)), ("samples", .array(samples)), ("before", JSON(preview.before)),
                ("after", JSON(preview.after)), ("notes", .array(preview.notes.map { .string($0) })),
            ]))
    }

    private func map(_ context: WebContext) async throws -> Response {
        let (report, outcomes) = try await MapStage(store: hub.store).preview(
            try configuration(context), entity: try context.entity(), limit: try context.limit())
        let counts = report.counts.map { (key: $0.name, value: JSON.integer($0.value)) }
        return .json(
            .object([
                ("counts", .object(counts)), ("samples", .array(outcomes.map { JSON($0) })),
                ("notes", .array(report.notes.map { .string($0) })),
            ]))
    }

    private func push(_ context: WebContext) async throws -> Response {
        let configuration = try configuration(context)
        let (entity, limit) = (try context.entity(), try context.limit())
        guard let salesforce = try await hub.workspace.salesforce() else {
            throw Problem(.conflict, "not_connected", "Connect Salesforce first: its fields decide what is pushed.")
        }
        let asOf = try await hub.store.measuredDay(try context.day("as_of"))
        let push = try await PushStage(salesforce: salesforce, ledger: hub.store).preview(
            configuration, entity: entity, asOf: asOf, samples: limit)
        let counts: [(key: String, value: JSON)] = [
            ("values", .integer(push.counts.planned)), ("records", .integer(push.counts.records)),
            ("held", .integer(push.counts.held)), ("collided", .integer(push.counts.collided)),
            ("refused", .integer(push.counts.refused)), ("refused_records", .integer(push.refusedRecords)),
        ]
        let refusals = push.refusals.map { refusal in
            JSON.object([
                ("field", .string(refusal.field)), ("reason", .string(refusal.reason)),
                ("values", .integer(refusal.values)), ("example", change(refusal.example)),
            ])
        }
        return .json(
            .object([
                ("as_of", .string(asOf?.text)), ("counts", .object(counts)),
                ("samples", .array(push.samples.map(change))), ("refusals", .array(refusals)),
                ("notes", .array(push.notes.map { .string($0) })),
            ]))
    }

    private func change(_ intent: PushIntent) -> JSON {
        .object([
            ("record", .string(intent.record)), ("salesforce_id", .string(intent.id)),
            ("object", .string(intent.object)), ("field", .string(intent.field)), ("before", JSON(intent.before)),
            ("after", JSON(intent.value)),
        ])
    }

    /// The one of the body, or without a body the one in force.
    private func configuration(_ context: WebContext) throws -> HubConfiguration {
        guard context.body.readableBytes > 0 else { return try hub.configuration() }
        return try hub.workspace.read(try context.text())
    }
}
