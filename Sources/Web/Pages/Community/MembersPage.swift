import Domain

/// The members of all communities to look through: search, tenant, what was concluded.
struct MembersPage: Sendable {
    var query: MemberQuery
    var page: MemberPage
    var tenants: [String]

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> MembersPage {
        let query = MemberQuery(visit.query)
        return MembersPage(
            query: query, page: try await sources.store.members(query),
            tenants: try await sources.store.tenantNames())
    }

    var answer: PageAnswer { .page(title: "Members", place: .community, content: html) }

    private static let path = "/community/members"

    var html: HTML {
        """
        \(CommunityPage.tabs(Self.path))
        <form class="card" method="get" action="\(Self.path)" role="search"><div class="filters">
        <div class="grow">\(Parts.input("search", label: "An id or an e-mail begins with", value: query.search, type: "search"))</div>
        \(tenantChoice)
        \(kept)<button>Search</button></div></form>
        \(kinds)
        \(narrowed)
        \(Parts.partial(page.isPartial))\(table)
        \(pager)
        """
    }

    private var tenantChoice: HTML {
        guard tenants.count > 1 else { return "" }
        let options =
            [Parts.option("", "all", isSelected: query.tenant == nil)]
            + tenants.map {
                Parts.option($0, $0, isSelected: $0 == query.tenant)
            }
        return "<div>\(Parts.select("tenant", label: "Community", options: options))</div>"
    }

    /// What a new search keeps.
    private var kept: HTML {
        let verdict: HTML? = query.verdict.map { "<input type=\"hidden\" name=\"account\" value=\"\($0.name)\">" }
        let domain: HTML? = query.domain.map { "<input type=\"hidden\" name=\"domain\" value=\"\($0)\">" }
        return "\(verdict)\(domain)"
    }

    private var kinds: HTML {
        let kinds: [(String, MatchVerdict?)] = [
            ("All", nil), ("With an account", .linked), ("Several accounts fit", .ambiguous),
            ("No account", .unmatched), ("Excluded", .excluded),
        ]
        let links = kinds.map { title, verdict -> HTML in
            var other = query
            other.verdict = verdict
            other.after = nil
            return """
                <li><a href="\(Self.path)\(other.address)"\(" aria-current=\"true\"", if: query.verdict == verdict)>\(title)</a></li>
                """
        }
        return "<ul class=\"inline chips\">\(links)</ul>"
    }

    private var narrowed: HTML {
        let parts = [query.domain.map { "of the domain \($0)" }, query.account.map { "of the account \($0)" }]
            .compactMap(\.self)
        guard !parts.isEmpty else { return "" }
        return "<p>Only members \(parts.joined(separator: " and ")). <a href=\"\(Self.path)\">Show all</a></p>"
    }

    private var table: HTML {
        guard !page.rows.isEmpty else {
            return page.lookedAt == nil
                ? Parts.empty("No member fits. <a href=\"\(Self.path)\">Show all</a>")
                : Parts.empty("Nobody among the \(Figures.grouped(page.lookedAt ?? 0)) members looked at so far.")
        }
        // One community needs no column of its own.
        let namesTenant = tenants.count > 1
        let rows = page.rows.map { row -> HTML in
            let account: HTML =
                row.account.map { "<a href=\"\(Words.path(.account, $0))\">\(row.accountName ?? $0)</a>" }
                ?? MemberWords.verdict(row.verdict)
            return """
                <tr><th scope="row"><a href="\(MemberWords.path(row.key))">\(row.username ?? row.key.id)</a></th>
                \("<td data-label=\"Community\">\(row.key.tenant)</td>", when: namesTenant)<td class="break">\(Words.address(row.email))</td><td>\(account)</td>
                <td data-label="Found by">\(row.account == nil ? "" : row.rule.map(MemberWords.rule) ?? "")</td>\
                <td data-label="Last active">\(row.lastActive.map(Figures.time) ?? "—")</td></tr>
                """
        }
        let head = ["Member"] + (namesTenant ? ["Community"] : []) + ["E-mail", "Account", "Found by", "Last active"]
        return Parts.table("Members", head: head.map { Parts.heading($0) }, rows: rows, class: "stacked")
    }

    private var pager: HTML {
        var start = query
        start.after = nil
        var next = query
        next.after = page.next
        let back: HTML =
            query.after == nil
            ? "<span></span>" : "<a class=\"button plain\" href=\"\(Self.path)\(start.address)\">To the start</a>"
        let looked: HTML? = page.lookedAt.map {
            "<span class=\"soft\">\(Figures.grouped($0)) members looked at; there are more.</span>"
        }
        let forth: HTML? = page.next.map { _ in
            "<a class=\"button plain\" rel=\"next\" href=\"\(Self.path)\(next.address)\">\(page.lookedAt == nil ? "Next page" : "Go on looking")</a>"
        }
        return "<nav class=\"pager\" aria-label=\"Pages\">\(back)\(looked)\(forth)</nav>"
    }
}

extension MemberQuery {
    /// As the address carries it, so that a look can be bookmarked and sent on.
    init(_ values: FormValues) {
        self.init()
        search = values.text("search")
        tenant = values.text("tenant")
        domain = values.text("domain")
        account = values.text("of")
        verdict = values["account"].flatMap { MatchVerdict(name: $0) }
        if let tenant = values["after_tenant"], let id = values["after"] { after = MemberKey(tenant: tenant, id: id) }
    }

    var address: String {
        var values = FormValues()
        if let search { values.add("search", search) }
        if let tenant { values.add("tenant", tenant) }
        if let domain { values.add("domain", domain) }
        if let account { values.add("of", account) }
        if let verdict { values.add("account", verdict.name) }
        if let after {
            values.add("after_tenant", after.tenant)
            values.add("after", after.id)
        }
        return values.query
    }
}
