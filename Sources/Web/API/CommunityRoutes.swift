import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// The community side: members by a filter, where matching stands, domains to assign, reports.
struct CommunityRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/community/coverage", .program(.read), answer: coverage),
            HubRoute(.get, "/api/v1/community/domains", .program(.read), answer: domains),
            HubRoute(.post, "/api/v1/community/domains/preview", .program(.read), answer: preview),
            HubRoute(.put, "/api/v1/community/domains/{domain}", .program(.write), answer: assign),
            HubRoute(.delete, "/api/v1/community/domains/{domain}", .program(.write), answer: unassign),
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
        let coverage = try await hub.sources.memberCoverage(
            revenueColumn: try column(context, "revenue"), now: hub.clock())
        let items = coverage.rows.map { row in
            JSON.object([
                ("tenant", .string(row.tenant)), ("rule", .string(row.rule)), ("is_linked", .boolean(row.isLinked)),
                ("members", .integer(Int64(row.members))), ("active_members", .integer(Int64(row.activeMembers))),
                ("accounts", .integer(Int64(row.accounts))), ("revenue", .double(row.revenue)),
            ])
        }
        return .json(.list(items, next: nil))
    }

    private func domains(_ context: WebContext) async throws -> Response {
        let open = try await hub.sources.openDomains(now: hub.clock())
        let items = open.domains.prefix(try context.limit()).map { domain in
            JSON.object([
                ("domain", .string(domain.domain)), ("members", .integer(Int64(domain.members))),
                ("active_members", .integer(Int64(domain.activeMembers))),
                (
                    "suggestions",
                    .array(
                        domain.suggestions.map {
                            .object([
                                ("account_id", .string($0.account)), ("name", .string($0.name)),
                                ("reason", .string($0.reason)),
                            ])
                        })
                ),
            ])
        }
        return .json(.list(items, next: nil))
    }

    /// What assignments would change, as if they had been made.
    private func preview(_ context: WebContext) async throws -> Response {
        guard let elements = try context.object()["domains"]?.elements, elements.count <= 1000 else {
            throw Problem.invalid("domains is a list of at most 1000 objects with domain and account_id.")
        }
        let domains = try elements.map { element in
            guard let domain = element["domain"]?.string, let account = element["account_id"]?.string else {
                throw Problem.invalid("Each of domains has a domain and an account_id.")
            }
            return (domain: domain, account: account)
        }
        let result = try await AssociationPreview(store: hub.store).run(try hub.configuration(), domains: domains)
        let samples = result.differences.prefix(try context.limit()).map { difference in
            JSON.object([
                ("tenant", .string(difference.member.tenant)), ("id", .string(difference.member.id)),
                ("before", .string(difference.before)), ("after", .string(difference.after)),
            ])
        }
        return .json(
            .object([
                ("members", .integer(Int64(result.members))), ("linked_before", .integer(Int64(result.linkedBefore))),
                ("linked_after", .integer(Int64(result.linkedAfter))),
                ("changes", .integer(Int64(result.differences.count))),
                ("unknown_accounts", .integer(Int64(result.unknownAccounts))), ("samples", .array(samples)),
            ]))
    }

    private func assign(_ context: WebContext) async throws -> Response {
        let domain = try context.parameter("domain")
        guard let account = try context.object()["account_id"]?.string else {
            throw Problem.invalid("account_id is the account that the domain belongs to.")
        }
        try await hub.store.assign(domain: domain, to: account)
        try await context.audit("domain.assign", subject: domain, detail: account)
        return .json(.object([("domain", .string(domain)), ("account_id", .string(account))]))
    }

    private func unassign(_ context: WebContext) async throws -> Response {
        let domain = try context.parameter("domain")
        let account = context.query.text("account_id")
        guard try await hub.store.unassign(domain: domain, from: account) > 0 else {
            throw Problem.notFound("assignment of that domain")
        }
        try await context.audit("domain.unassign", subject: domain, detail: account ?? "")
        return Response(status: .noContent)
    }

    private func report(_ context: WebContext) async throws -> Response {
        guard let report = CommunityReport(rawValue: try context.parameter("report")) else {
            throw Problem.notFound("report of that name")
        }
        var scope = ReportScope(now: hub.clock())
        scope.limit = try context.limit()
        scope.tenant = context.query.text("tenant")
        scope.revenueColumn = try column(context, "revenue")
        scope.healthColumn = try column(context, "health")
        if let text = context.query.text("days") {
            guard let days = Int(text), (1...3650).contains(days) else {
                throw Problem.invalid("days is a number from 1 to 3650.")
            }
            scope.days = days
        }
        let table = try await hub.store.report(report, scope)
        let rows = table.rows.map { row in JSON.object(zip(table.columns, row).map { ($0, .string($1)) }) }
        return .json(
            .object([
                ("title", .string(report.title)), ("definition", .string(report.definition)),
                ("columns", .array(table.columns.map { .string($0) })), ("data", .array(rows)), ("next", .null),
            ]))
    }

    /// The members who satisfy a filter, in the columns of an invitation.
    private func members(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let after = try context.query.text("cursor").map { try Cursor(reading: $0).fields }
        let schema = try await hub.store.audienceSchema()
        let table = try await hub.store.audience(
            try AudienceParser.parse(context.query.text("filter") ?? "tenant is set", schema: schema), now: hub.clock())
        let rest = table.rows.drop { row in after.map { !$0.lexicographicallyPrecedes(row.prefix(2)) } ?? false }
        let page = rest.prefix(limit)
        let items = page.map { row in JSON.object(zip(table.columns, row).map { ($0, .string($1)) }) }
        return .json(.list(items, next: rest.count > limit ? page.last.map { Cursor(Array($0.prefix(2))) } : nil))
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
