import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// Accounts and users: listed, looked at, explained, linked by hand.
struct RecordRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/records/{entity}", .program(.read), answer: list),
            HubRoute(.get, "/api/v1/records/{entity}/{id}", .program(.read), answer: record),
            HubRoute(.get, "/api/v1/records/{entity}/{id}/explanation", .program(.read), answer: explanation),
            HubRoute(.post, "/api/v1/records/{entity}/{id}/decision", .program(.write), answer: decide),
            HubRoute(.get, "/api/v1/records/{entity}/{id}/history", .program(.read), answer: history),
            HubRoute(.get, "/api/v1/queues/{entity}/{verdict}", .program(.read), answer: queue),
            HubRoute(.get, "/api/v1/coverage/{entity}", .program(.read), answer: coverage),
        ]
    }

    private func list(_ context: WebContext) async throws -> Response {
        var query = RecordQuery(entity: try context.entity())
        query.search = context.query.text("q")
        query.limit = try context.limit()
        query.columns = (context.query.text("columns") ?? "").split(separator: ",").map(String.init)
        if query.columns.isEmpty {
            query.columns = StandardAttribute.names(of: query.entity)
        }
        if let sort = context.query.text("sort") {
            query.isDescending = sort.hasPrefix("-")
            query.sort = query.isDescending ? String(sort.dropFirst()) : sort
        }
        query.filters = try context.query.all("filter").map(Self.filter)
        query.after = try context.query.text("cursor").map(Self.place)
        let page = try await hub.store.page(of: query)
        let items = page.rows.map { row in JSON.object(zip(page.columns, row).map { ($0, JSON($1)) }) }
        return .json(.list(items, next: page.next.map { Cursor(["\($0.value.cursorType)\($0.value.text)", $0.id]) }))
    }

    /// `field:comparison:value`.
    private static func filter(_ text: String) throws -> RecordQuery.Filter {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let comparison = RecordQuery.Filter.Comparison(rawValue: parts[1]) else {
            throw Problem.invalid(
                "filter is field:comparison:value; comparisons are "
                    + RecordQuery.Filter.Comparison.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return RecordQuery.Filter(field: parts[0], comparison: comparison, value: parts.count > 2 ? parts[2] : "")
    }

    private static func place(_ text: String) throws -> RecordQuery.Place {
        let fields = try Cursor(reading: text).fields
        guard fields.count == 2, let value = Value(cursor: fields[0]) else { throw Cursor.broken }
        return RecordQuery.Place(value: value, id: fields[1])
    }

    private func record(_ context: WebContext) async throws -> Response {
        let (entity, id) = (try context.entity(), try context.parameter("id"))
        guard let fields = try await hub.store.record(of: entity, id: id) else {
            throw Problem.notFound("\(entity.rawValue) of that id")
        }
        let link = try await hub.store.link(of: entity, id: id)
        return .json(
            .object([
                ("fields", .object(fields.map { ($0.name, JSON($0.value)) })), ("link", link.map { JSON($0) } ?? .null),
            ]))
    }

    private func explanation(_ context: WebContext) async throws -> Response {
        let (entity, id) = (try context.entity(), try context.parameter("id"))
        guard try await hub.store.record(of: entity, id: id) != nil else {
            throw Problem.notFound("\(entity.rawValue) of that id")
        }
        let explanation = try await MatchExplainer(store: hub.store).explain(
            entity, id: id, configuration: try hub.configuration())
        return .json(JSON(explanation))
    }

    private func decide(_ context: WebContext) async throws -> Response {
        let (entity, id) = (try context.entity(), try context.parameter("id"))
        guard try await hub.store.record(of: entity, id: id) != nil else {
            throw Problem.notFound("\(entity.rawValue) of that id")
        }
        let wanted = try context.object()
        guard let verdict = wanted["verdict"]?.string.flatMap(LinkVerdict.init) else {
            throw Problem.invalid("verdict is link, never or withdrawn.")
        }
        let salesforceID = wanted["salesforce_id"]?.string
        if verdict == .link, salesforceID == nil { throw Problem.invalid("link needs a salesforce_id.") }
        try await hub.store.decide(
            verdict, entity, id: id, salesforceID: salesforceID, by: context.visitor.name,
            reason: wanted["reason"]?.string, at: hub.clock())
        try await context.audit(
            "link.\(verdict.rawValue)", subject: "\(entity.rawValue) \(id)", detail: salesforceID ?? "")
        return .json(.object([("decided", .boolean(true))]))
    }

    private func history(_ context: WebContext) async throws -> Response {
        let found = try await hub.store.history(
            of: try context.entity(), id: try context.parameter("id"), limit: try context.limit())
        let items = found.map { JSON.object([("run", .integer($0.run.value)), ("outcome", JSON($0.outcome))]) }
        return .json(.list(items, next: nil))
    }

    /// Records of which a rule found several: `ambiguous`, or `ambiguous_pick` where one was taken.
    private func queue(_ context: WebContext) async throws -> Response {
        guard let verdict = MatchVerdict(name: context.parameters.get("verdict") ?? ""),
            verdict == .ambiguous || verdict == .ambiguousPick
        else { throw Problem.notFound("queue of that name") }
        let limit = try context.limit()
        let after = try context.query.text("cursor").map { try Cursor(reading: $0).fields[0] }
        let links = try await hub.store.reviewQueue(of: try context.entity(), verdict, after: after, limit: limit)
        let next = links.count == limit ? links.last.map { Cursor([$0.id]) } : nil
        return .json(.list(links.map { JSON($0) }, next: next))
    }

    private func coverage(_ context: WebContext) async throws -> Response {
        let coverage = try await hub.store.coverage(of: try context.entity())
        return .json(
            .object([
                ("records", .integer(coverage.records)), ("linked", .integer(coverage.linked)),
                ("match_rate", .double(coverage.matchRate)), ("ambiguous", .integer(coverage.ambiguous)),
                (
                    "by_rule",
                    .object(coverage.linkedByRule.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
                ),
            ]))
    }
}

extension Value {
    /// A letter for the type, so that the cursor's text becomes the same value again.
    fileprivate var cursorType: String {
        switch self {
        case .null: "z"
        case .string: "s"
        case .integer: "i"
        case .double: "d"
        case .boolean: "b"
        case .dateTime: "t"
        }
    }

    fileprivate init?(cursor text: String) {
        let rest = String(text.dropFirst())
        switch text.first {
        case "z": self = .null
        case "s": self = .string(rest)
        case "i":
            guard let number = Int64(rest) else { return nil }
            self = .integer(number)
        case "d":
            guard let number = Double(rest) else { return nil }
            self = .double(number)
        default: return nil
        }
    }
}
