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

    /// Walks an index and applies filters to what it meets: a page may hold fewer rows than wanted, and go on all the same.
    private func list(_ context: WebContext) async throws -> Response {
        var query = ExplorerQuery(entity: try context.entity())
        query.limit = try context.limit()
        query.search = context.query.text("q")
        let attributes = try await hub.store.attributes().filter { $0.entity == query.entity }
        let standard = StandardAttribute.names(of: query.entity)
        let columns = (context.query.text("columns") ?? standard.joined(separator: ",")).split(separator: ",")
            .map(String.init)
        query.attributes = columns.filter { !standard.contains($0) }
        query.filters = try context.query.all("filter").map(ExplorerQuery.Filter.init(reading:))
        guard query.filters.count <= ExplorerQuery.mostFilters else {
            throw Problem.invalid("filter may come \(ExplorerQuery.mostFilters) times.")
        }
        if let sort = context.query.text("sort") {
            query.isDescending = sort.hasPrefix("-")
            query.sort = query.isDescending ? String(sort.dropFirst()) : sort
        }
        query.after = try context.query.text("cursor").map(Self.position)
        try Self.check(query, attributes)
        let page = try await hub.store.explore(query)
        return .json(
            .list(
                page.rows.map { Self.json($0, page.columns, shown: columns) }, next: page.next.map(Self.cursor)))
    }

    private static func check(_ query: ExplorerQuery, _ attributes: [AttributeDefinition]) throws {
        let sortable = ExplorerQuery.sortable(query.entity)
        guard sortable.contains(query.sort) else {
            throw Problem.invalid(
                "sort is one of \(sortable.joined(separator: ", ")), with - before it for descending.")
        }
        let kind: RecordKind = query.entity == .account ? .accounts : .users
        let types = Dictionary(
            kind.columns.map { ($0.name, $0.type) } + attributes.map { ($0.apiName, CellType($0.type)) },
            uniquingKeysWith: { standard, _ in standard })
        let named =
            query.attributes + query.filters.map(\.column).filter { !ExplorerQuery.Filter.ofLinks.contains($0) }
        if let stranger = named.first(where: { types[$0] == nil }) {
            throw PlainError("There is no attribute \(stranger) of \(query.entity.plural).")
        }
        for filter in query.filters { try filter.check(types) }
    }

    private static func json(_ row: ExplorerRow, _ columns: [String], shown: [String]) -> JSON {
        let values = zip(columns, row.values).filter { $0.0 != "id" && shown.contains($0.0) }.map { ($0, JSON($1)) }
        return .object(
            [("id", .string(row.id))] + values + [
                ("link", .string(row.salesforceID)), ("link_decision", .string(row.verdict?.name)),
                ("link_rule", .string(row.rule)),
            ])
    }

    private static func cursor(_ position: ExplorerQuery.Position) -> Cursor {
        Cursor([position.id] + [position.value].compactMap(\.self))
    }

    private static func position(_ text: String) throws -> ExplorerQuery.Position {
        let fields = try Cursor(reading: text).fields
        guard fields.count <= 2 else { throw Cursor.broken }
        return ExplorerQuery.Position(value: fields.count > 1 ? fields[1] : nil, id: fields[0])
    }

    private func record(_ context: WebContext) async throws -> Response {
        let profile = try await context.profile()
        let link = try await hub.store.link(of: profile.entity, id: profile.id)
        return .json(
            .object([
                ("fields", .object(profile.attributes.map { ($0.name, JSON($0.value)) })),
                ("link", link.map { JSON($0) } ?? .null),
            ]))
    }

    private func explanation(_ context: WebContext) async throws -> Response {
        let profile = try await context.profile()
        let explanation = try await hub.sources.explainer.explain(
            profile.entity, id: profile.id, configuration: try hub.configuration())
        return .json(JSON(explanation))
    }

    private func decide(_ context: WebContext) async throws -> Response {
        let profile = try await context.profile()
        let (entity, id) = (profile.entity, profile.id)
        let wanted = try context.object("verdict", "salesforce_id", "reason")
        guard let verdict = wanted["verdict"]?.string.flatMap(LinkVerdict.init) else {
            throw Problem.invalid("verdict is link, never or withdrawn.")
        }
        let salesforceID = wanted["salesforce_id"]?.string
        if verdict == .link, salesforceID == nil { throw Problem.invalid("link needs a salesforce_id.") }
        var answer: [(key: String, value: JSON)] = [("decided", .boolean(true))]
        if verdict == .link, let salesforceID {
            let state = try await hub.store.state(
                ofLinkTarget: salesforceID, of: try hub.configuration().configuration(of: entity).object)
            answer.append(("target", .string(state.rawValue)))
        }
        try await hub.store.decide(
            verdict, entity, id: id, salesforceID: salesforceID, by: context.visitor.name,
            reason: wanted["reason"]?.string, at: hub.clock())
        try await context.audit(
            "link.\(verdict.rawValue)", subject: "\(entity.rawValue) \(id)", detail: salesforceID ?? "")
        return .json(.object(answer))
    }

    private func history(_ context: WebContext) async throws -> Response {
        let profile = try await context.profile()
        let found = try await hub.store.history(
            of: profile.entity, id: profile.id, before: try context.numberCursor(), limit: try context.limit())
        let items = found.outcomes.map { entry in
            JSON.object([("run", .integer(entry.run.value)), ("outcome", JSON(entry.outcome))])
        }
        return .json(.list(items, next: found.next.map { Cursor([String($0)]) }))
    }

    /// Records of which a rule found several: `ambiguous`, or `ambiguous_pick` where one was taken.
    private func queue(_ context: WebContext) async throws -> Response {
        guard let verdict = MatchVerdict(name: context.parameters.get("verdict") ?? ""),
            verdict == .ambiguous || verdict == .ambiguousPick
        else { throw Problem.notFound("queue of that name") }
        let limit = try context.limit()
        let after = try context.numberCursor()
        let links = try await hub.store.reviewQueue(of: try context.entity(), verdict, after: after, limit: limit)
        let next = links.count == limit ? links.last.map { Cursor([String($0.row)]) } : nil
        return .json(.list(links.map { JSON($0) }, next: next))
    }

    private func coverage(_ context: WebContext) async throws -> Response {
        .json(JSON(try await hub.coverage(of: try context.entity())))
    }
}
