import Domain
import SyncEngine

/// What an assignment of a domain would do, before it is made; and the making.
struct AssignmentPage: Sendable {
    var domain: String
    var account: String
    var accountName: String?
    var result: AssociationPreview.Result
    var names: [String: String]
    var token: HTML

    private static let shown = 50

    /// Takes what a person says of an open domain; before an assignment is made, it is shown what it would do.
    static func posted(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let domain = visit.form.text("domain") ?? ""
        let act = visit.form["act"] ?? "preview"
        if act == "nobody" { return try await refuse(domain, account: nil, visit, sources) }
        guard let wanted = visit.form.text("other") ?? visit.form.text("account"), !domain.isEmpty else {
            return back(.bad, "Choose an account for \(domain), or write its name.")
        }
        let found = try await AccountChoicePage.accounts(named: wanted, sources)
        guard let account = found.first?.id else {
            return back(.bad, "No account has the id \(wanted), and no name begins with it.")
        }
        guard found.count == 1 else {
            return AccountChoicePage(domain: domain, wanted: wanted, act: act, accounts: found, token: visit.token)
                .answer
        }
        return switch act {
        case "never": try await refuse(domain, account: account, visit, sources)
        case "assign": try await assign(domain, to: account, sources)
        default: try await preview(domain, account, visit, sources)
        }
    }

    private static func preview(
        _ domain: String, _ account: String, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> PageAnswer {
        let result = try await AssociationPreview(store: sources.store).run(
            try await sources.host.configuration(), domains: [(domain, account)])
        guard result.unknownAccounts == 0 else {
            return back(.bad, "There is no account \(account), or \(domain) is no domain.")
        }
        let before = result.differences.prefix(shown).compactMap(\.before)
        return AssignmentPage(
            domain: domain, account: account, accountName: try await sources.store.name(ofAccount: account),
            result: result, names: try await sources.names(.account, before + [account], object: "", []),
            token: visit.token
        ).answer
    }

    private static func assign(
        _ domain: String, to account: String, _ sources: PageSources
    ) async throws -> PageAnswer {
        do {
            let changes = try await sources.host.configuration().freeMail
            try await sources.store.assign(
                domain: domain, to: account, providers: MailProviders(changes: changes))
        } catch let error as PlainError {
            return back(.bad, error.advice)
        }
        let name = try await sources.store.name(ofAccount: account) ?? account
        return back(.good, "\(domain) belongs to \(name). The next association links its members.")
    }

    /// A person's word that the domain never belongs to the account, or to any.
    private static func refuse(
        _ domain: String, account: String?, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> PageAnswer {
        do {
            try await sources.store.refuse(
                DomainRefusal(domain: domain, account: account, author: visit.viewer.name, at: visit.now))
        } catch let error as PlainError {
            return back(.bad, error.advice)
        }
        let said =
            account.map { "\($0) is not suggested for \(domain) any more." }
            ?? "\(domain) is nobody's, and waits no longer."
        return back(.good, said + " Assigned domains lists what was ruled out.")
    }

    private static func back(_ kind: PageShell.Notice.Kind, _ sentence: String) -> PageAnswer {
        .redirect("/steward", notice: .init(kind, sentence))
    }

    var answer: PageAnswer { .page(title: "What assigning \(domain) would do", place: .steward, content: html) }

    /// Those whom the assignment gives this account; others wait for the next association anyway.
    private var own: [LinkDifference] { result.differences.filter { $0.after == account } }

    var html: HTML {
        """
        \(StewardPage.tabs("/steward"))
        <section class="card whatif"><h2><a href="\(Words.path(.account, account))">\(accountName ?? account)</a> would get \(domain)</h2>
        <ul class="ribbon"><li><b>\(Figures.grouped(own.count { $0.before == nil }))</b>members newly linked</li>
        <li><b>\(Figures.grouped(own.count { $0.before != nil }))</b>moved from another account</li>
        <li><b>\(Figures.percent(share(result.linkedBefore)))</b>have an account now</li>
        <li><b>\(Figures.percent(share(result.linkedAfter)))</b>would have one</li></ul>
        \(others)\(table)
        <form method="post" action="/steward">\(token)<input type="hidden" name="domain" value="\(domain)">
        <input type="hidden" name="account" value="\(account)">
        <div class="row actions"><button name="act" value="assign">Assign</button><a href="/steward">Leave it</a></div></form></section>
        """
    }

    private func share(_ count: Int) -> Double { result.members == 0 ? 0 : Double(count) / Double(result.members) }

    private var others: HTML {
        let count = result.differences.count - own.count
        guard count > 0 else { return "" }
        return
            "<p class=\"soft\">\(Figures.grouped(count)) other members wait for the next association whatever is decided here.</p>"
    }

    private var table: HTML {
        guard !own.isEmpty else { return "<p>Nobody would be linked by it.</p>" }
        let rows = own.prefix(Self.shown).map { difference -> HTML in
            """
            <tr><th scope="row"><a href="\(MemberWords.path(difference.member))">\(difference.member.description)</a></th><td class="break">\(Words.address(difference.email))</td>
            <td>\(difference.before.map { names[$0] ?? $0 } ?? "—")</td></tr>
            """
        }
        let rest: HTML = own.count > Self.shown ? "<p>… and \(Figures.grouped(own.count - Self.shown)) more.</p>" : ""
        return Parts.table(
            "Members who would be linked", head: ["Member", "E-mail", "Account now"].map { Parts.heading($0) },
            rows: rows)
            + rest
    }
}
