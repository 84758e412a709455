import Domain

/// The domains that belong to accounts, as somebody said; each can be taken back.
struct DomainsPage: Sendable {
    var ribbon: StewardRibbon
    var domains: [AssignedDomain]
    var hasMore: Bool
    /// What was ruled out, the first of it.
    var refusals: [DomainRefusal]
    var mayEdit: Bool
    var token: HTML

    private static let perPage = 100
    private static let refusalsShown = 200

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> DomainsPage {
        let after = visit.query["after"].map { AssignedDomain(domain: $0, account: visit.query["of"] ?? "") }
        let domains = try await sources.store.assignedDomains(after: after, limit: perPage + 1)
        return DomainsPage(
            ribbon: try await StewardRibbon.load(visit, sources), domains: Array(domains.prefix(perPage)),
            hasMore: domains.count > perPage,
            refusals: after == nil
                ? try await sources.store.refusals(ofDomains: nil, after: nil, limit: refusalsShown) : [],
            mayEdit: visit.mayEdit, token: visit.token)
    }

    static func unassign(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let domain = visit.form.text("domain") ?? ""
        if visit.form["act"] == "reconsider" { return try await reconsider(domain, visit, sources) }
        let count = try await sources.store.unassign(domain: domain, from: visit.form.text("account"))
        return .redirect(
            "/steward/domains",
            notice: count == 0
                ? .init(.bad, "\(domain) was not assigned.")
                : .init(.good, "\(domain) is no longer assigned. It takes effect with the next association."))
    }

    private static func reconsider(
        _ domain: String, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> PageAnswer {
        // Nobody else's word on the domain is taken back: an empty account is the word that it is nobody's.
        let count = try await sources.store.withdrawRefusals(ofDomain: domain, account: visit.form["account"] ?? "")
        sources.memory.forgetDomains()
        return .redirect(
            "/steward/domains",
            notice: count == 0
                ? .init(.bad, "Nothing was ruled out for \(domain).") : .init(.good, "\(domain) is open again."))
    }

    var answer: PageAnswer { .page(title: "Data Steward", place: .steward, content: html) }

    var html: HTML {
        """
        \(ribbon.html)
        \(StewardPage.tabs("/steward/domains"))
        \(domains.isEmpty ? Parts.empty("No domain is assigned yet. <a href=\"/steward\">Open domains</a> come with suggestions.") : table)
        \(more)
        \(refusals.isEmpty ? "" : ruledOut)
        """
    }

    private var ruledOut: HTML {
        let rows = refusals.map { refusal -> HTML in
            let account: HTML =
                refusal.account.map { "<a href=\"\(Words.path(.account, $0))\">\(refusal.accountName ?? $0)</a>" }
                ?? "any account"
            let form: HTML = """
                <form method="post" action="/steward/domains">\(token)<input type="hidden" name="act" value="reconsider">\
                <input type="hidden" name="domain" value="\(refusal.domain)"><input type="hidden" name="account" value="\(refusal.account ?? "")">\
                <button class="quiet">Reconsider<span class="hidden"> \(refusal.domain)</span></button></form>
                """
            return """
                <tr><th scope="row">\(refusal.domain)</th><td data-label="Never belongs to">\(account)</td><td data-label="Said by">\(refusal.author), \(Figures.time(refusal.at))</td>
                <td class="break" data-label="Why">\(refusal.reason)</td>\("<td>\(form)</td>", when: mayEdit)</tr>
                """
        }
        let head = ["Domain", "Never belongs to", "Who said so", "Why"] + (mayEdit ? ["Reconsider"] : [])
        return """
            <h2>Ruled out</h2><p class="soft">These are not suggested any more.</p>
            \(Parts.table("Ruled out", head: head.map { Parts.heading($0) }, rows: rows, class: "stacked"))
            """
    }

    private var table: HTML {
        let rows = domains.map { domain -> HTML in
            let form: HTML = """
                <form method="post" action="/steward/domains" data-confirm="Take \(domain.domain) from \(domain.accountName ?? domain.account)?">\(token)\
                <input type="hidden" name="domain" value="\(domain.domain)"><input type="hidden" name="account" value="\(domain.account)">\
                <button class="quiet">Take back<span class="hidden"> \(domain.domain)</span></button></form>
                """
            return """
                <tr><th scope="row"><a href="/community/members?domain=\(escapedForURL(domain.domain))">\(domain.domain)</a></th>
                <td><a href="\(Words.path(.account, domain.account))">\(domain.accountName ?? domain.account)</a></td><td class="mono" data-label="Id">\(domain.account)</td>
                \("<td>\(form)</td>", when: mayEdit)</tr>
                """
        }
        let head = ["Domain", "Account", "Id"] + (mayEdit ? ["Take back"] : [])
        return Parts.table("Assigned domains", head: head.map { Parts.heading($0) }, rows: rows, class: "stacked")
    }

    private var more: HTML {
        guard hasMore, let last = domains.last else { return "" }
        return """
            <nav class="pager" aria-label="Pages"><span></span><a class="button plain" rel="next" href="/steward/domains?after=\(escapedForURL(last.domain))&amp;of=\(escapedForURL(last.account))">Next page</a></nav>
            """
    }
}
