import Domain
import SyncEngine

/// One member: who they are, why they belong to an account or to none, what they did, and a person's word on it.
struct MemberProfilePage: Sendable {
    var explanation: MemberExplanation
    var deeds: [MemberDeed]
    /// Of accounts, by id.
    var names: [String: String]
    var mayEdit: Bool
    var token: HTML

    private static let listed = 50

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> MemberProfilePage? {
        let key = MemberKey(tenant: visit.parameters["tenant"] ?? "", id: visit.parameters["id"] ?? "")
        let explanation = try await MemberExplainer(store: sources.store).explain(
            key, configuration: try await sources.host.configuration())
        guard let explanation else { return nil }
        let profile = explanation.profile
        let accounts =
            [explanation.account, profile.account].compactMap(\.self) + explanation.candidates
            + profile.previous + profile.decisions.compactMap(\.account)
        return MemberProfilePage(
            explanation: explanation, deeds: try await sources.store.deeds(of: key, limit: listed),
            names: try await sources.names(.account, accounts, object: "", []), mayEdit: visit.mayEdit,
            token: visit.token)
    }

    /// Takes a person's decision from this page or from the queue.
    static func decide(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let key = MemberKey(tenant: visit.parameters["tenant"] ?? "", id: visit.parameters["id"] ?? "")
        let back = visit.form.text("back").flatMap { $0.hasPrefix("/steward") ? $0 : nil } ?? MemberWords.path(key)
        guard let verdict = visit.form["verdict"].flatMap(LinkVerdict.init) else {
            return .redirect(back, notice: .init(.bad, "Nothing was decided."))
        }
        let account = verdict == .withdrawn ? nil : visit.form.text("account")
        guard verdict != .link || account != nil else {
            return .redirect(back, notice: .init(.bad, "Say which account it is: its id is missing."))
        }
        do {
            try await sources.store.decide(
                verdict, member: key, account: account, by: visit.viewer.name, reason: visit.form.text("reason"),
                at: visit.now)
        } catch let error as PlainError {
            return .redirect(back, notice: .init(.bad, error.advice))
        }
        return .redirect(back, notice: .init(.good, "Remembered. It takes effect with the next association."))
    }

    var answer: PageAnswer {
        let profile = explanation.profile
        let name = profile["username"].text
        return .page(title: name.isEmpty ? profile.key.id : name, place: .community, content: html)
    }

    var html: HTML {
        """
        \(CommunityPage.tabs(""))
        <p class="row"><span class="mono">\(explanation.profile.key.description)</span>\(MemberWords.verdict(explanation.verdict))</p>
        <div class="columns"><div>\(why)</div><div>\(columns)\(history)</div></div>
        """
    }

    private var why: HTML {
        """
        <section class="card" aria-labelledby="link"><h2 id="link">Which account, and why?</h2>
        <p><b>\(sentence)</b></p>\(pending)\(people)
        <ol class="trail">\(explanation.steps.map(step))</ol>\(candidates)\(before)
        \("\(forms)", when: mayEdit)
        </section>
        """
    }

    private var sentence: HTML {
        switch explanation.verdict {
        case .linked, .ambiguousPick:
            "Belongs to \(account(explanation.account)), \(MemberWords.way(explanation.rule))."
        case .ambiguous: "No account: several fit, and none was taken."
        case .excluded:
            explanation.rule == "manual"
                ? "No account, as a person decided."
                : "No account: the address is with a provider of free or disposable mail."
        case .unmatched: "No account: nobody was found."
        }
    }

    private func account(_ id: String?) -> HTML {
        guard let id else { return "none" }
        return "<a href=\"\(Words.path(.account, id))\">\(names[id] ?? id)</a>"
    }

    private var pending: HTML {
        let profile = explanation.profile
        guard profile.account == explanation.account else {
            return """
                <p class="notice warn">Stored is: \(account(profile.account)). Records have changed since; the next \
                association will say as above.</p>
                """
        }
        guard let since = profile.since, let run = profile.decidedIn else { return "" }
        return """
            <p class="soft">Decided \(Figures.time(since)) in <a href="/runs/\(run.value)">run \(run.value)</a>.</p>
            """
    }

    private var people: HTML {
        let decisions = explanation.profile.decisions
        guard !decisions.isEmpty else { return "" }
        let lines = decisions.map { decision -> HTML in
            let what: HTML =
                if let id = decision.account {
                    decision.isLink ? "belongs to \(account(id))" : "never belongs to \(account(id))"
                } else {
                    "belongs to no account"
                }
            let why: HTML? = decision.reason.map { ": “\($0)”" }
            return "<li>\(decision.author) said \(Figures.time(decision.at)): this member \(what)\(why)</li>"
        }
        return "<ul class=\"notice\">\(lines)</ul>"
    }

    private func step(_ step: MemberExplanation.Step) -> HTML {
        let kind = step.outcome == .notTried ? "skipped" : step.outcome == .linked ? "decided" : "tried"
        let compared: HTML = step.compared.isEmpty ? "" : "“\(step.compared)” "
        let found: HTML? = step.found.map { found in
            let source: HTML? = step.source.map { ", known from \($0)" }
            return " <span class=\"soft\">(\(found)\(source))</span>"
        }
        return """
            <li class="\(kind)"><h3>\(MemberWords.rule(step.rule.rawValue))</h3>
            <p>\(compared)<span class="soft">against</span> \(Self.against(step.rule)): \(Self.words(step.outcome))\(found)</p></li>
            """
    }

    private static func against(_ rule: CommunitySettings.Rule) -> String {
        switch rule {
        case .person: "the people who are known to be at an account"
        case .domainMap: "the domains that are assigned to accounts"
        case .name: "the accounts' names"
        case .nameWithoutLegalForm: "the accounts' names without Inc., Ltd. and the like"
        }
    }

    private static func words(_ outcome: RuleOutcome) -> String {
        switch outcome {
        case .notTried: "not asked, because it was decided before"
        case .noValue: "there is nothing to compare"
        case .linked: "exactly one account"
        case .ambiguous, .ambiguousPick: "several accounts, so none is taken"
        case .excludedFreemail: "a mail provider's domain says nothing of an account"
        case .blocked: "a person ruled out whoever has it"
        default: "no account"
        }
    }

    private var candidates: HTML {
        guard !explanation.candidates.isEmpty else { return "" }
        let items = explanation.candidates.map { id -> HTML in
            id == "…" ? "<li>… and more</li>" : "<li>\(account(id)) <span class=\"mono soft\">\(id)</span></li>"
        }
        return "<p>These fit:</p><ul class=\"candidates\">\(items)</ul>"
    }

    private var before: HTML {
        let previous = explanation.profile.previous
        guard !previous.isEmpty else { return "" }
        return "<p class=\"soft\">Belonged before to \(previous.map { "\(account($0)) " as HTML })</p>"
    }

    private var forms: HTML {
        """
        <details><summary>Decide by hand</summary>
        <form method="post" action="\(MemberWords.path(explanation.profile.key))/decide">\(token)
        <div class="field">\(Parts.input("account", label: "The account's id", value: explanation.account ?? explanation.candidates.first, hint: "empty with “never” means no account at all"))</div>
        <div class="field">\(Parts.input("reason", label: "Why, for whoever asks later", value: nil))</div>
        <div class="row actions"><button name="verdict" value="link">It is this account</button>
        <button class="plain" name="verdict" value="never">Never this account</button>
        \("<button class=\"plain\" name=\"verdict\" value=\"withdrawn\">Let the rules decide again</button>", when: !explanation.profile.decisions.isEmpty)</div>
        <p class="soft">It takes effect with the next association.</p></form></details>
        """
    }

    private var columns: HTML {
        let rows = explanation.profile.columns.map { column -> HTML in
            "<tr><th scope=\"row\">\(Words.name(column.name))</th><td class=\"break\">\(Words.value(column.value))</td></tr>"
        }
        return """
            <section class="card"><h2>Member</h2>
            \(Parts.table("The member's columns", head: ["Column", "Value"].map { Parts.heading($0) }, rows: rows))</section>
            """
    }

    private var history: HTML {
        guard !deeds.isEmpty else {
            return "<section class=\"card\"><h2>Activity</h2><p>Nothing is known that this member did.</p></section>"
        }
        let rows = deeds.map { deed -> HTML in
            "<tr><td>\(Figures.time(deed.at))</td><td>\(MemberWords.deed(deed.kind))</td><td class=\"break\">\(deed.subject)</td></tr>"
        }
        return """
            <section class="card"><h2>Activity</h2>
            \(Parts.table("What the member wrote and did, the newest first", head: ["When", "What", "About"].map { Parts.heading($0) }, rows: rows))</section>
            """
    }
}
