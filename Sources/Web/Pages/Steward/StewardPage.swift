import Domain

/// Where members and accounts do not meet by themselves: the open domains, the weightiest first, with suggestions.
struct StewardPage: Sendable {
    var ribbon: StewardRibbon
    var queue: [UnresolvedDomain]
    /// Accounts that a domain of the queue is assigned to, which waits for the next association.
    var assigned: [String: [AssignedDomain]]
    var shown: Int
    var countedAt: Instant
    var isRunning: Bool
    var mayEdit: Bool
    var token: HTML

    private static let steps = [20, 50, 100]

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> StewardPage {
        let shown = visit.query["show"].flatMap { Int($0) }.flatMap { steps.contains($0) ? $0 : nil } ?? steps[0]
        let (open, countedAt) = try await sources.openDomainsCounted(now: visit.now)
        let queue = Array(open.domains.prefix(shown))
        return StewardPage(
            ribbon: try await StewardRibbon.load(visit, sources), queue: queue,
            assigned: Dictionary(
                grouping: try await sources.store.assignments(ofDomains: queue.map(\.domain)), by: \.domain),
            shown: shown, countedAt: countedAt, isRunning: await sources.host.isRunning(), mayEdit: visit.mayEdit,
            token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Data Steward", place: .steward, content: html) }

    /// The tabs that all pages of the steward share.
    static func tabs(_ current: String) -> HTML {
        let all = [
            ("Open domains", "/steward"), ("Several accounts fit", "/steward/several"),
            ("Assigned domains", "/steward/domains"),
        ]
        return Parts.tabs("Data Steward", all.map { ($0.0, $0.1, $0.1 == current) })
    }

    var html: HTML {
        """
        \(ribbon.html)
        \(Self.tabs("/steward"))
        <p>Domains of members who have no account, those with the most members first. Whoever is assigned a domain gets its \
        members with the next association.</p>
        \(mayEdit ? associate : "")
        \(RunsPage.progress(isRunning))
        \(queue.isEmpty ? nothing : "<ul class=\"plainlist\">\(queue.map(item))</ul>")
        \(more)
        <p class="soft">Counted \(Figures.time(countedAt)), and anew after each run.</p>
        """
    }

    private var nothing: HTML {
        ribbon.coverage.members == 0
            ? CommunityPage.nothing
            : Parts.empty("Nothing to do: every domain is a mail provider's, nobody's, or has an account.")
    }

    private var associate: HTML {
        """
        <form method="post" action="/synchronize">\(token)<input type="hidden" name="stages" value="associate">
        <input type="hidden" name="back" value="/steward"><p><button class="plain"\(" disabled", if: isRunning)>Associate now</button></p></form>
        """
    }

    private func item(_ domain: UnresolvedDomain) -> HTML {
        let known = assigned[domain.domain] ?? []
        let active: HTML = domain.activeMembers == 0 ? "" : ", \(Figures.grouped(domain.activeMembers)) of them active"
        return """
            <li class="card"><h2 class="minor">\(domain.domain)</h2>
            <p><a href="/community/members?domain=\(escapedForURL(domain.domain))">\(Figures.grouped(domain.members)) \(domain.members == 1 ? "member" : "members")</a>\(active)</p>
            \(known.isEmpty ? choice(domain) : waiting(known))</li>
            """
    }

    private func waiting(_ known: [AssignedDomain]) -> HTML {
        let names = known.map {
            "<a href=\"\(Words.path(.account, $0.account))\">\($0.accountName ?? $0.account)</a> " as HTML
        }
        return "<p class=\"notice\">Assigned to \(names): the next association gives its members this account.</p>"
    }

    private func choice(_ domain: UnresolvedDomain) -> HTML {
        guard mayEdit else {
            return "<ul class=\"candidates\">\(domain.suggestions.map { "<li>\(Self.words($0))</li>" as HTML })</ul>"
        }
        let likely = domain.clear?.account
        let radios = domain.suggestions.map { suggestion -> HTML in
            """
            <label class="inline"><input type="radio" name="account" value="\(suggestion.account)"\(" checked", if: suggestion.account == likely)><span>\(Self.words(suggestion))</span></label>
            """
        }
        let id = "other-" + domain.domain
        return """
            <form method="post" action="/steward">\(token)<input type="hidden" name="domain" value="\(domain.domain)">
            <fieldset class="choice listed"><legend class="hidden">Account of \(domain.domain)</legend>\(radios)
            <div><label for="\(id)">\(radios.isEmpty ? "The account's name or id" : "or another account, by its name or id")</label><input id="\(id)" name="other"></div></fieldset>
            <div class="row"><button name="act" value="preview">Who would be linked?</button>
            <button class="plain" name="act" value="assign">Assign</button>
            \("<button class=\"quiet\" name=\"act\" value=\"never\">Never this account</button>", when: !radios.isEmpty)
            <button class="quiet" name="act" value="nobody">It is nobody's</button></div></form>
            """
    }

    private static func words(_ suggestion: DomainSuggestion) -> HTML {
        """
        <a href="\(Words.path(.account, suggestion.account))">\(suggestion.name.isEmpty ? suggestion.account : suggestion.name)</a> \
        <span class="mono soft">\(suggestion.account)</span> <span class="soft">because \(suggestion.reason)</span>
        """
    }

    private var more: HTML {
        guard queue.count == shown, let next = Self.steps.first(where: { $0 > shown }) else { return "" }
        return """
            <nav class="pager" aria-label="Pages"><span></span><a class="button plain" href="/steward?show=\(next)">Show \(next)</a></nav>
            """
    }
}

/// The counts over the steward's pages, each a way to the records behind it.
struct StewardRibbon: Sendable {
    var coverage: MemberCoverage
    var openDomains: Int

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> StewardRibbon {
        StewardRibbon(
            coverage: try await sources.memberCoverage(now: visit.now),
            openDomains: try await sources.openDomains(now: visit.now).count)
    }

    var html: HTML {
        let count = { (verdict: MatchVerdict) in coverage.count { !$0.isLinked && $0.rule == verdict.name } }
        let tiles = [
            (coverage.members, "members", "/community/members"),
            (coverage.linked, "have an account", "/community/members?account=linked"),
            (count(.unmatched), "have none", "/community/members?account=unmatched"),
            (openDomains, "open domains", "/steward"),
            (count(.ambiguous), "fit several accounts", "/steward/several"),
            (count(.excluded), "are excluded", "/community/members?account=excluded"),
        ]
        return
            "<ul class=\"ribbon\">\(tiles.map { "<li><b>\(Figures.grouped($0.0))</b><a href=\"\($0.2)\">\($0.1)</a></li>" as HTML })</ul>"
    }
}
