import Domain
import HTTPTypes
import Hummingbird

/// What waits for a person: records that claim one another's place, values that others changed, fields that are held.
struct UpkeepRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/attributes", .program(.read), answer: attributes),
            HubRoute(.get, "/api/v1/collisions/{entity}", .program(.read), answer: collisions),
            HubRoute(.post, "/api/v1/collisions/{entity}", .program(.write), answer: choose),
            HubRoute(.get, "/api/v1/drift/{entity}", .program(.read), answer: drift),
            HubRoute(.get, "/api/v1/holds", .program(.read), answer: holds),
            HubRoute(.delete, "/api/v1/holds", .program(.write), answer: lift),
            HubRoute(.get, "/api/v1/runs/{run}/failures", .program(.read), answer: failures),
        ]
    }

    private func attributes(_ context: WebContext) async throws -> Response {
        let items = try await hub.store.attributes().map { attribute in
            JSON.object([
                ("entity", .string(attribute.entity.plural)), ("name", .string(attribute.apiName)),
                ("type", .string(attribute.type.rawValue)),
            ])
        }
        return .json(.list(items, next: nil))
    }

    private func collisions(_ context: WebContext) async throws -> Response {
        let (entity, limit) = (try context.entity(), try context.limit())
        let after = try context.query.text("cursor").map { try Cursor(reading: $0).fields[0] }
        let rest = try await hub.store.collisions(entity).sorted { $0.salesforceID < $1.salesforceID }
            .drop { collision in after.map { collision.salesforceID <= $0 } ?? false }
        let page = rest.prefix(limit)
        let next = rest.count > limit ? page.last.map { Cursor([$0.salesforceID]) } : nil
        return .json(.list(page.map { JSON($0) }, next: next))
    }

    /// A choice is only taken between records that really collide; null lets none of them write.
    private func choose(_ context: WebContext) async throws -> Response {
        let entity = try context.entity()
        let wanted = try context.object("salesforce_id", "record")
        guard let given = wanted["salesforce_id"]?.string, let record = wanted["record"] else {
            throw Problem.invalid(
                "salesforce_id is the record in question, record the one of ours that may write, or null.")
        }
        let id = try SalesforceIDKey.full(given)
        guard let found = try await hub.store.collisions(entity).first(where: { $0.salesforceID == id }) else {
            throw Problem.notFound("collision at that Salesforce id")
        }
        if let record = record.plainText, !found.records.contains(record) {
            throw Problem.invalid("record is none of those that collide.")
        }
        try await hub.store.chooseWinner(entity, salesforceID: id, record: record.plainText)
        try await context.audit("collision.choose", subject: id, detail: record.plainText ?? "none")
        return .json(
            JSON(PushCollision(salesforceID: id, records: found.records, winner: record.plainText)))
    }

    private func drift(_ context: WebContext) async throws -> Response {
        let entity = try context.entity()
        let object = try hub.configuration().configuration(of: entity).object
        let found = try await hub.store.drift(entity, object: object, limit: try context.limit())
        let items = found.map { drift in
            JSON.object([
                ("salesforce_id", .string(drift.id)), ("field", .string(drift.field)), ("ours", .string(drift.ours)),
                ("theirs", .string(drift.theirs)),
            ])
        }
        return .json(.list(items, next: nil))
    }

    private func holds(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let after = try context.query.text("cursor").map { try Cursor(reading: $0).fields }
        let rest = try await hub.store.holds().map { ($0, [$0.object, $0.id, $0.field]) }
            .sorted { $0.1.lexicographicallyPrecedes($1.1) }
            .drop { hold in after.map { !$0.lexicographicallyPrecedes(hold.1) } ?? false }
        let page = rest.prefix(limit)
        let items = page.map { hold, _ in
            JSON.object([
                ("object", .string(hold.object)), ("salesforce_id", .string(hold.id)), ("field", .string(hold.field)),
                ("since_run", .integer(hold.since.value)),
            ])
        }
        return .json(.list(Array(items), next: rest.count > limit ? page.last.map { Cursor($0.1) } : nil))
    }

    private func lift(_ context: WebContext) async throws -> Response {
        let (object, id) = (context.query.text("object"), context.query.text("salesforce_id"))
        let lifted = try await hub.store.liftHolds(object: object, id: id)
        try await context.audit("hold.lift", subject: [object, id].compactMap(\.self).joined(separator: " "))
        return .json(.object([("lifted", .integer(Int64(lifted)))]))
    }

    private func failures(_ context: WebContext) async throws -> Response {
        let found = try await hub.store.failureCauses(of: try await hub.run(try context.runNumber()).number)
        return .json(.list(found.prefix(try context.limit()).map { JSON($0) }, next: nil))
    }
}

extension JSON {
    fileprivate init(_ collision: PushCollision) {
        self = .object([
            ("salesforce_id", .string(collision.salesforceID)),
            ("records", .array(collision.records.map { .string($0) })), ("winner", .string(collision.winner)),
        ])
    }

    fileprivate init(_ cause: FailureCause) {
        self = .object([
            ("stage", .string(cause.stage.rawValue)),
            ("entity", .string(cause.entity?.rawValue ?? "community_user")),
            ("outcome", .string(cause.code.rawValue)), ("field", .string(cause.field)),
            ("count", .integer(Int64(cause.count))), ("sample_record", .string(cause.sampleRecord)),
            ("sample_reason", .string(cause.sampleReason)),
        ])
    }
}
