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

    static func posted(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let domain = visit.form.text("domain") ?? ""
        if visit.form["act"] == "nobody" { return try await refuse(domain, account: nil, visit, sources) }
        guard let wanted = visit.form.text("other") ?? visit.form.text("account"), !domain.isEmpty else {
            return .redirect("/steward", notice: .init(.bad, "Choose an account for \(domain), or write its name."))
        }
        let found = try await AccountChoicePage.accounts(named: wanted, sources)
        guard found.count == 1, let account = found.first?.id else {
            guard !found.isEmpty else {
                return .redirect(
                    "/steward", notice: .init(.bad, "No account has the id \(wanted), and no name begins with it."))
            }
            return AccountChoicePage(
                domain: domain, wanted: wanted, act: visit.form["act"] ?? "preview", accounts: found,
                token: visit.token
            ).answer
        }
        if visit.form["act"] == "never" { return try await refuse(domain, account: account, visit, sources) }
        let name = try await sources.store.name(ofAccount: account)
        guard visit.form["act"] == "assign" else {
            let result = try await AssociationPreview(store: sources.store).run(
                try await sources.host.configuration(), domains: [(domain, account)])
            guard result.unknownAccounts == 0 else {
                return .redirect(
                    "/steward", notice: .init(.bad, "There is no account \(account), or \(domain) is no domain."))
            }
            let before = result.differences.prefix(shown).compactMap(\.before)
            return AssignmentPage(
                domain: domain, account: account, accountName: name, result: result,
                names: try await sources.names(.account, before + [account], object: "", []), token: visit.token
            ).answer
        }
        do {
            let changes = try await sources.host.configuration().freeMail
            try await sources.store.assign(
                domain: domain, to: account, providers: MailProviders(changes: changes))
        } catch let error as PlainError {
            return .redirect("/steward", notice: .init(.bad, error.advice))
        }
        return .redirect(
            "/steward",
            notice: .init(.good, "\(domain) belongs to \(name ?? account). The next association links its members."))
    }

    /// A person's word that the domain never belongs to the account, or to any.
    private static func refuse(
        _ domain: String, account: String?, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> PageAnswer {
        do {
            try await sources.store.refuse(
                DomainRefusal(domain: domain, account: account, author: visit.viewer.name, at: visit.now))
        } catch let error as PlainError {
            return .redirect("/steward", notice: .init(.bad, error.advice))
        }
        let said = account.map { "\($0) is not suggested for \(domain) any more." }
        return .redirect(
            "/steward",
            notice: .init(
                .good,
                (said ?? "\(domain) is nobody's, and waits no longer.") + " Assigned domains lists what was ruled out.")
        )
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
