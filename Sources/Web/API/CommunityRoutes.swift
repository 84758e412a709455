import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// The community side: members by a filter, where matching stands, reports.
struct CommunityRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/community/coverage", .program(.read), answer: coverage),
            HubRoute(.get, "/api/v1/community/reports/{report}", .program(.read), answer: report),
            HubRoute(.get, "/api/v1/community/members", .program(.read), answer: members),
            HubRoute(.get, "/api/v1/community/fields", .program(.read)) { _ in
                let fields = try await hub.store.audienceSchema().fields.map { field in
                    JSON.object([("name", .string(field.name)), ("kind", .string(field.kind.rawValue))])
                }
                return .json(.list(fields, next: nil))
            },
        ]
    }

    private func coverage(_ context: WebContext) async throws -> Response {
        let now = hub.clock()
        let usual = try ReportScope(now: now, configuration: try hub.configuration()).revenueColumn
        let coverage = try await hub.sources.memberCoverage(
            revenueColumn: try column(context, "revenue") ?? usual, now: now)
        let items = coverage.rows.map { row in
            JSON.object([
                ("tenant", .string(row.tenant)), ("rule", .string(row.rule)), ("is_linked", .boolean(row.isLinked)),
                ("members", .integer(Int64(row.members))), ("active_members", .integer(Int64(row.activeMembers))),
                ("accounts", .integer(Int64(row.accounts))), ("revenue", .double(row.revenue)),
            ])
        }
        return .json(.list(items, next: nil, ("counted_at", .instant(coverage.countedAt))))
    }

    private func report(_ context: WebContext) async throws -> Response {
        guard let report = CommunityReport(rawValue: try context.parameter("report")) else {
            throw Problem.notFound("report of that name")
        }
        let day = try context.day("as_of")
        let now = try await hub.sources.lookingBack(from: hub.clock(), to: day)
        var scope = try ReportScope(now: now, configuration: try hub.configuration())
        scope.day = day
        scope.limit = try context.limit()
        scope.tenant = context.query.text("tenant")
        if let revenue = try column(context, "revenue") { scope.revenueColumn = revenue }
        if let health = try column(context, "health") { scope.healthColumn = health }
        if let text = context.query.text("days") {
            guard let days = Int(text), (1...3650).contains(days) else {
                throw Problem.invalid("days is a number from 1 to 3650.")
            }
            scope.days = days
        }
        let (table, countedAt) = try await hub.sources.report(report, scope, now: hub.clock())
        let rows = table.rows.map { row in JSON.object(zip(table.columns, row).map { ($0, .string($1)) }) }
        return .json(
            .object([
                ("title", .string(report.title)), ("definition", .string(report.definition)),
                ("as_of", .string((table.day ?? scope.zone.day(of: now)).text)),
                ("columns", .array(table.columns.map { .string($0) })), ("counted_at", .instant(countedAt)),
                ("data", .array(rows)), ("next", .null),
            ]))
    }

    /// The members who satisfy a filter, in the columns of an invitation.
    private func members(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let after = try context.pairCursor().map { MemberKey(tenant: $0, id: $1) }
        let schema = try await hub.store.audienceSchema()
        let table = try await hub.store.audience(
            try Self.filter(context.query.text("filter") ?? "tenant is set", schema),
            now: try await hub.sources.lookingBack(from: hub.clock()), after: after, limit: limit + 1)
        let page = table.rows.prefix(limit)
        let items = page.map { row in JSON.object(zip(table.columns, row).map { ($0, .string($1)) }) }
        return .json(
            .list(items, next: table.rows.count > limit ? page.last.map { Cursor(Array($0.prefix(2))) } : nil))
    }

    /// What cannot be understood is the sender's mistake, and told as such.
    private static func filter(_ text: String, _ schema: AudienceSchema) throws -> AudienceFilter {
        do {
            return try AudienceParser.parse(text, schema: schema)
        } catch {
            throw PlainError(error.advice)
        }
    }

    /// The account's number attribute that the query names; nothing where it names none.
    private func column(_ context: WebContext, _ name: String) throws -> String? {
        guard let wanted = context.query.text(name) else { return nil }
        let known = try hub.configuration().attributes.first {
            $0.entity == .account && $0.type == .number && $0.apiName.lowercased() == wanted.lowercased()
        }
        guard let known else { throw Problem.invalid("\(name) is the name of a number attribute of accounts.") }
        return known.columnName
    }
}
