import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// Which e-mail domains belong to which account: open ones with suggestions, assignments, and what was ruled out.
struct DomainRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/community/domains", .program(.read), answer: domains),
            HubRoute(.post, "/api/v1/community/domains/preview", .program(.read), answer: preview),
            HubRoute(.put, "/api/v1/community/domains/{domain}", .program(.write), answer: assign),
            HubRoute(.delete, "/api/v1/community/domains/{domain}", .program(.write), answer: unassign),
            HubRoute(.get, "/api/v1/community/assignments", .program(.read), answer: assignments),
            HubRoute(.get, "/api/v1/community/refusals", .program(.read), answer: refusals),
            HubRoute(.put, "/api/v1/community/refusals/{domain}", .program(.write), answer: refuse),
            HubRoute(.delete, "/api/v1/community/refusals/{domain}", .program(.write), answer: reconsider),
        ]
    }

    private func domains(_ context: WebContext) async throws -> Response {
        let (open, countedAt) = try await hub.sources.openDomainsCounted(now: hub.clock())
        let items = open.domains.prefix(try context.limit()).map { JSON($0) }
        return .json(
            .list(items, next: nil, ("counted_at", .instant(countedAt)), ("open", .integer(Int64(open.count)))))
    }

    /// What assignments would change, as if they had been made.
    private func preview(_ context: WebContext) async throws -> Response {
        guard let elements = try context.object("domains")["domains"]?.elements, elements.count <= 1000 else {
            throw Problem.invalid("domains is a list of at most 1000 objects with domain and account_id.")
        }
        let domains = try elements.map { element in
            try element.requireKeys(of: ["domain", "account_id"])
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
        guard let account = try context.object("account_id")["account_id"]?.string else {
            throw Problem.invalid("account_id is the account that the domain belongs to.")
        }
        let kept = try await hub.store.assign(
            domain: domain, to: account, providers: MailProviders(changes: hub.configuration().freeMail))
        try await context.audit("domain.assign", subject: domain, detail: account)
        return .json(.object([("domain", .string(kept)), ("account_id", .string(account))]))
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

    private func assignments(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let after = try context.pairCursor().map { AssignedDomain(domain: $0, account: $1) }
        let found = try await hub.store.assignedDomains(after: after, limit: limit)
        let items = found.map { domain in
            JSON.object([
                ("domain", .string(domain.domain)), ("account_id", .string(domain.account)),
                ("name", .string(domain.accountName)),
            ])
        }
        return .json(
            .list(items, next: found.count == limit ? found.last.map { Cursor([$0.domain, $0.account]) } : nil))
    }

    private func refusals(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let after = try context.pairCursor().map {
            DomainRefusal(domain: $0, account: $1, author: "", at: Instant(milliseconds: 0))
        }
        let found = try await hub.store.refusals(ofDomains: nil, after: after, limit: limit)
        let next = found.count == limit ? found.last.map { Cursor([$0.domain, $0.account ?? ""]) } : nil
        return .json(.list(found.map { JSON($0) }, next: next))
    }

    /// Rules an account out for a domain; without an account the domain is nobody's.
    private func refuse(_ context: WebContext) async throws -> Response {
        let wanted = try context.object("account_id", "reason", orNothing: true)
        let refusal = DomainRefusal(
            domain: try context.parameter("domain"), account: try wanted.optionalText("account_id"),
            author: context.visitor.name, at: hub.clock(), reason: try wanted.optionalText("reason"))
        try await hub.store.refuse(refusal)
        try await context.audit("domain.never", subject: refusal.domain, detail: refusal.account ?? "")
        return .json(JSON(refusal))
    }

    private func reconsider(_ context: WebContext) async throws -> Response {
        let domain = try context.parameter("domain")
        let account = context.query.text("account_id")
        guard try await hub.store.withdrawRefusals(ofDomain: domain, account: account) > 0 else {
            throw Problem.notFound("refusal of that domain")
        }
        hub.memory.forgetDomains()
        try await context.audit("domain.reconsider", subject: domain, detail: account ?? "")
        return Response(status: .noContent)
    }
}

extension JSON {
    fileprivate init(_ domain: UnresolvedDomain) {
        self = .object([
            ("domain", .string(domain.domain)), ("members", .integer(Int64(domain.members))),
            ("active_members", .integer(Int64(domain.activeMembers))),
            ("suggestions", .array(domain.suggestions.map { JSON($0) })),
        ])
    }

    private init(_ suggestion: DomainSuggestion) {
        self = .object([
            ("account_id", .string(suggestion.account)), ("name", .string(suggestion.name)),
            ("reason", .string(suggestion.reason)),
        ])
    }

    fileprivate init(_ refusal: DomainRefusal) {
        self = .object([
            ("domain", .string(refusal.domain)), ("account_id", .string(refusal.account)),
            ("decided_by", .string(refusal.author)), ("decided_at", .instant(refusal.at)),
            ("reason", .string(refusal.reason)),
        ])
    }
}
