import Domain

/// Which account is meant, where the beginning of a name fits several.
struct AccountChoicePage: Sendable {
    let domain: String
    let wanted: String
    /// What is to be done with the account that is chosen.
    let act: String
    let accounts: [(id: String, name: String)]
    let token: HTML

    private static let most = 20

    /// The account with this id, or those whose name begins so.
    static func accounts(named text: String, _ sources: PageSources) async throws -> [(id: String, name: String)] {
        if let account = try await sources.store.profile(of: .account, id: text) {
            return [(text, account["name"].text)]
        }
        var query = ExplorerQuery(entity: .account)
        query.search = text
        query.sort = "name"
        query.limit = most
        let page = try await sources.store.explore(query)
        let name = page.columns.firstIndex(of: "name")
        return page.rows.map { row in (row.id, name.map { row.values[$0].text } ?? "") }
    }

    var answer: PageAnswer { .page(title: "Which account?", place: .steward, content: html) }

    var html: HTML {
        let choices = accounts.map { account -> HTML in
            """
            <label class="inline"><input type="radio" name="account" value="\(account.id)" required><span><a href="\(Words.path(.account, account.id))">\(account.name)</a> <span class="mono soft">\(account.id)</span></span></label>
            """
        }
        let rest: HTML =
            accounts.count == Self.most
            ? "<p class=\"soft\">These are the first; write more of the name for others.</p>" : ""
        return """
            \(StewardPage.tabs("/steward"))
            <form method="post" action="/steward" class="card">\(token)<input type="hidden" name="domain" value="\(domain)">
            <fieldset class="choice listed"><legend>“\(wanted)” fits several accounts: which does \(domain) concern?</legend>\(choices)</fieldset>\(rest)
            <div class="row actions"><button name="act" value="\(act)">Go on</button><a href="/steward">Leave it</a></div></form>
            """
    }
}
