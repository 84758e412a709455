import Domain

/// How many members have an account, by the way in which it was found.
struct MemberCoverage: Sendable {
    var counts = CommunityCoverage()
    /// The day from which activity looks back.
    var asOf: Day?
    /// Nothing where it was counted for this page.
    var countedAt: Instant?

    var rows: [CoverageRow] { counts.rows }
    var members: Int { rows.reduce(0) { $0 + $1.members } }
    var linked: Int { count { $0.isLinked } }

    func count(where fits: (CoverageRow) -> Bool) -> Int {
        rows.reduce(0) { $0 + (fits($1) ? $1.members : 0) }
    }

    /// Of one tenant's members, from 0 to 1; nothing where it has none.
    func share(of tenant: String) -> Double? {
        let all = count { $0.tenant == tenant }
        return all == 0 ? nil : Double(count { $0.tenant == tenant && $0.isLinked }) / Double(all)
    }

    var html: HTML {
        let share = members == 0 ? 0 : Double(linked) / Double(members)
        let active = rows.reduce(0) { $0 + $1.activeMembers }
        let activeLinked = rows.reduce(0) { $0 + ($1.isLinked ? $1.activeMembers : 0) }
        let ofActive = active == 0 ? "none" : Figures.percent(Double(activeLinked) / Double(active)) + " of those"
        let day = asOf.map { " (as of \($0.text))" } ?? ""
        return """
            <h3>\(Figures.percent(share)) of \(Figures.grouped(members)) members, \(ofActive) active in the last 30 days\(day)</h3>
            \(bar(share))
            \(table)
            \(countedAt.map { "<p class=\"soft\">Counted \(Figures.time($0)), and anew after each run.</p>" as HTML })
            """
    }

    private func bar(_ share: Double) -> HTML {
        ShareBar(
            parts: [
                (linked, "linked"), (count { $0.rule == MatchVerdict.ambiguous.name }, "several"),
                (count { !$0.isLinked && $0.rule != MatchVerdict.ambiguous.name }, "none"),
            ],
            label: "\(Figures.percent(share)) of the members have an account"
        ).html
    }

    private var table: HTML {
        let groups = Dictionary(grouping: rows, by: \.rule).map { rule, some in
            (
                rule: rule, isLinked: some.contains(where: \.isLinked), members: some.reduce(0) { $0 + $1.members },
                active: some.reduce(0) { $0 + $1.activeMembers }, accounts: counts.byRule[rule]?.count ?? 0
            )
        }.sorted { ($0.isLinked ? 0 : 1, -$0.members, $0.rule) < ($1.isLinked ? 0 : 1, -$1.members, $1.rule) }
        let lines = groups.map { group -> HTML in
            """
            <tr><th scope="row">\(group.isLinked ? MemberWords.rule(group.rule) : MemberWords.reason(group.rule))</th><td class="number" data-label="Members">\(Figures.grouped(group.members))</td>
            <td class="number" data-label="Share">\(members == 0 ? "" : Figures.percent(Double(group.members) / Double(members)))</td>
            <td class="number" data-label="Active, 30 days">\(Figures.grouped(group.active))</td>\
            <td class="number" data-label="Accounts">\(group.isLinked ? Figures.grouped(group.accounts) : "")</td></tr>
            """
        }
        return Parts.table(
            "Members by the way in which their account was found",
            head: [
                Parts.heading("How"), Parts.heading("Members", isNumber: true), Parts.heading("Share", isNumber: true),
                Parts.heading("Active, 30 days", isNumber: true), Parts.heading("Accounts", isNumber: true),
            ], rows: lines, class: "stacked")
    }
}

/// What pages call the ways to a member's account, and what was concluded.
enum MemberWords {
    static func rule(_ name: String) -> String {
        switch name {
        case "person": "Known person"
        case "domain_map": "Assigned domain"
        case "name": "Account's name"
        case "name_without_legal_form": "Name without legal form"
        default: Words.rule(name)
        }
    }

    /// How an account was come to, in a sentence.
    static func way(_ rule: String?) -> String { rule == "manual" ? "by hand" : "by \(rule.map(Self.rule) ?? "")" }

    /// Why there is no account.
    static func reason(_ decision: String) -> String {
        switch decision {
        case "ambiguous": "Several accounts fit"
        case "excluded": "Free or disposable mail, or ruled out"
        default: "Nobody found"
        }
    }

    static func verdict(_ verdict: MatchVerdict) -> HTML {
        switch verdict {
        case .linked, .ambiguousPick: Parts.pill("Has an account", "good")
        case .ambiguous: Parts.pill("Several fit", "warn")
        case .excluded: Parts.pill("Excluded")
        case .unmatched: Parts.pill("No account")
        }
    }

    static func path(_ key: MemberKey) -> String {
        "/community/members/\(escapedForURL(key.tenant))/\(escapedForURL(key.id))"
    }

    static func deed(_ kind: String) -> String { kind.split(separator: "_").joined(separator: " ") }
}
