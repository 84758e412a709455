import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// Communities and their members: looked at, explained, given an account by a person's word.
struct MemberRoutes {
    let hub: Hub

    private static let one = "/api/v1/community/members/{tenant}/{id}"
    private static let deeds = 50

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/community/tenants", .program(.read), answer: tenants),
            HubRoute(.get, Self.one, .program(.read), answer: member),
            HubRoute(.get, Self.one + "/explanation", .program(.read), answer: explanation),
            HubRoute(.post, Self.one + "/decision", .program(.write), answer: decide),
        ]
    }

    private func tenants(_ context: WebContext) async throws -> Response {
        let now = hub.clock()
        let coverage = try await hub.sources.memberCoverage(now: now)
        var items: [JSON] = []
        for tenant in try await hub.sources.tenants(now: now) {
            let status = try await hub.store.connection("community:" + tenant.name)
            items.append(
                .object([
                    ("tenant", .string(tenant.name)),
                    ("members", .integer(Int64(coverage.count { $0.tenant == tenant.name }))),
                    ("linked", .integer(Int64(coverage.count { $0.tenant == tenant.name && $0.isLinked }))),
                    ("topics", .integer(Int64(tenant.topics))), ("replies", .integer(Int64(tenant.replies))),
                    ("is_up", status.map { .boolean($0.isUp) } ?? .null), ("reason", .string(status?.reason)),
                    ("last_success_at", .instant(status?.lastSuccess)),
                ]))
        }
        return .json(.list(items, next: nil, ("counted_at", .instant(coverage.countedAt))))
    }

    private func member(_ context: WebContext) async throws -> Response {
        let key = try key(context)
        guard let profile = try await hub.store.member(key) else { throw Problem.notFound("member of that id") }
        let deeds = try await hub.store.deeds(of: key, limit: Self.deeds).map { deed in
            JSON.object([
                ("at", .instant(deed.at)), ("what", .string(deed.kind)), ("about", .string(deed.subject)),
            ])
        }
        let decisions = profile.decisions.map { decision in
            JSON.object([
                ("verdict", .string((decision.isLink ? LinkVerdict.link : .never).rawValue)),
                ("account_id", .string(decision.account)), ("decided_by", .string(decision.author)),
                ("decided_at", .instant(decision.at)), ("reason", .string(decision.reason)),
            ])
        }
        return .json(
            .object([
                ("fields", .object(profile.columns.map { ($0.name, JSON($0.value)) })),
                ("account_id", .string(profile.account)), ("since", .instant(profile.since)),
                ("decided_in", profile.decidedIn.map { .integer($0.value) } ?? .null),
                ("accounts_before", .array(profile.previous.map { .string($0) })), ("decisions", .array(decisions)),
                ("deeds", .array(deeds)),
            ]))
    }

    private func explanation(_ context: WebContext) async throws -> Response {
        let explained = try await MemberExplainer(store: hub.store).explain(
            try key(context), configuration: try hub.configuration())
        guard let explained else { throw Problem.notFound("member of that id") }
        let steps = explained.steps.map { step in
            JSON.object([
                ("rule", .string(step.rule.rawValue)), ("compared", .string(step.compared)),
                ("outcome", .string(step.outcome.name)), ("found", .string(step.found)),
                ("source", .string(step.source)),
            ])
        }
        return .json(
            .object([
                ("decision", .string(explained.verdict.name)), ("account_id", .string(explained.account)),
                ("rule", .string(explained.rule)),
                ("candidates", .array(explained.candidates.map { .string($0) })), ("rules", .array(steps)),
            ]))
    }

    private func decide(_ context: WebContext) async throws -> Response {
        let key = try key(context)
        guard try await hub.store.member(key) != nil else { throw Problem.notFound("member of that id") }
        let wanted = try context.object("verdict", "account_id", "reason")
        guard let verdict = wanted["verdict"]?.string.flatMap(LinkVerdict.init) else {
            throw Problem.invalid("verdict is link, never or withdrawn.")
        }
        let account = try wanted.optionalText("account_id")
        if verdict == .link, account == nil { throw Problem.invalid("link needs an account_id.") }
        try await hub.store.decide(
            verdict, member: key, account: account, by: context.visitor.name,
            reason: try wanted.optionalText("reason"), at: hub.clock())
        try await context.audit("member.\(verdict.rawValue)", subject: key.description, detail: account ?? "")
        return .json(.object([("decided", .boolean(true))]))
    }

    private func key(_ context: WebContext) throws -> MemberKey {
        MemberKey(tenant: try context.parameter("tenant"), id: try context.parameter("id"))
    }
}
