import Domain

/// Members whom several accounts fit: a person says which it is, or which it never is.
struct SeveralPage: Sendable {
    var ribbon: StewardRibbon
    var page: MemberPage
    var names: [String: String]
    var mayEdit: Bool
    var token: HTML

    private static let path = "/steward/several"

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> SeveralPage {
        var query = MemberQuery(visit.query)
        query.verdict = .ambiguous
        query.limit = 20
        let page = try await sources.store.members(query)
        return SeveralPage(
            ribbon: try await StewardRibbon.load(visit, sources), page: page,
            names: try await sources.names(.account, page.rows.flatMap(\.candidates), object: "", []),
            mayEdit: visit.mayEdit, token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Data Steward", place: .steward, content: html) }

    var html: HTML {
        """
        \(ribbon.html)
        \(StewardPage.tabs(Self.path))
        <p>Several accounts fit these members, so none was taken. A decision is remembered, and the rules obey it.</p>
        \(page.rows.isEmpty ? Parts.empty("Nobody waits for a decision.") : "<ul class=\"plainlist\">\(page.rows.map(item))</ul>")
        \(next)
        """
    }

    private func item(_ row: MemberPage.Row) -> HTML {
        let choices = row.candidates.filter { $0 != "…" }.map { id -> HTML in
            """
            <label class="inline"><input type="radio" name="account" value="\(id)"><span><a href="\(Words.path(.account, id))">\(names[id] ?? id)</a> <span class="mono soft">\(id)</span></span></label>
            """
        }
        let form: HTML = """
            <form method="post" action="\(MemberWords.path(row.key))/decide">\(token)<input type="hidden" name="back" value="\(Self.path)">
            <fieldset class="choice listed"><legend class="hidden">Account of \(row.key.description)</legend>\(choices)</fieldset>
            <div class="row"><button name="verdict" value="link">It is the chosen one</button>
            <button class="plain" name="verdict" value="never">Never the chosen one</button></div></form>
            """
        return """
            <li class="card"><h2 class="minor"><a href="\(MemberWords.path(row.key))">\(row.username ?? row.key.id)</a> <small class="mono">\(row.key.description)</small></h2>
            <p class="break">\(row.email ?? "") <span class="soft">\(row.rule.map(MemberWords.rule) ?? "")</span></p>
            \(mayEdit ? form : "<ul class=\"candidates\">\(row.candidates.map { "<li>\(names[$0] ?? $0)</li>" as HTML })</ul>")</li>
            """
    }

    private var next: HTML {
        guard let place = page.next else { return "" }
        var query = MemberQuery()
        query.after = place
        return """
            <nav class="pager" aria-label="Pages"><span></span><a class="button plain" rel="next" href="\(Self.path)\(query.address)">Next page</a></nav>
            """
    }
}
