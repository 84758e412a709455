import Domain
import SyncEngine

/// One account or user: attributes and where each comes from, the link and its reasons, KPIs and users.
struct ProfilePage: Sendable {
    var profile: RecordProfile
    var explanation: MatchExplanation
    var object: String
    var mirrored: [(field: MirrorField, value: Value)]
    var pulls: [PullMapping]
    var measured: [KPIMeasurement] = []
    /// Distinct active users on each day of the last ninety.
    var activity: DailyUsers?
    var users: [AccountUser] = []
    var members: [MemberPage.Row] = []
    var mayEdit: Bool
    var token: HTML

    static func load(_ entity: Entity, _ visit: PageVisit, _ sources: PageSources) async throws -> ProfilePage? {
        let id = visit.parameters["id"] ?? ""
        guard let profile = try await sources.store.profile(of: entity, id: id) else { return nil }
        let configuration = try await sources.host.configuration()
        let own = configuration.configuration(of: entity)
        let explanation = try await sources.explainer.explain(entity, id: id, configuration: configuration)
        let link = explanation.stored?.salesforceID
        var mirrored: [(field: MirrorField, value: Value)] = []
        if let link { mirrored = try await sources.store.mirrored(object: own.object, id: link) }
        var page = ProfilePage(
            profile: profile, explanation: explanation, object: own.object, mirrored: mirrored, pulls: own.pull,
            mayEdit: visit.mayEdit, token: visit.token)
        if entity == .account { try await page.addActivity(sources, configuration) }
        return page
    }

    private mutating func addActivity(_ sources: PageSources, _ configuration: HubConfiguration) async throws {
        measured = try await sources.store.measurements(ofAccount: profile.id, limit: 60)
        if let day = measured.first?.asOf, let days = KPI.named("au_90d")?.window?.days(asOf: day),
            let zone = WorkspaceZone(named: configuration.workspace.timeZone)
        {
            activity = try await sources.store.dailyUsers(ofAccount: profile.id, in: days, zone: zone)
        }
        users = try await sources.store.users(ofAccount: profile.id, limit: 20)
        var community = MemberQuery()
        community.account = profile.id
        community.limit = 10
        members = try await sources.store.members(community).rows
    }

    var title: String {
        let name =
            profile.entity == .account
            ? profile["name"].text
            : [profile["first_name"].text, profile["last_name"].text].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? profile.id : name
    }

    var answer: PageAnswer {
        .page(title: title, place: profile.entity == .account ? .accounts : .audience, content: html)
    }

    var html: HTML {
        """
        <p class="row"><span class="mono">\(profile.id)</span>\(Words.verdict(explanation.stored?.verdict))</p>
        <div class="columns"><div>
        \(LinkPart(explanation: explanation, object: object, mayEdit: mayEdit, token: token).html)
        \(profile.entity == .account ? AccountKPIsPart(account: profile.id, measured: measured, activity: activity).html : "")
        </div><div>
        \(AttributesPart(profile: profile, object: object, salesforceID: explanation.stored?.salesforceID, mirrored: mirrored, pulls: pulls).html)
        \(usersPart)\(membersPart)
        </div></div>
        """
    }

    private var membersPart: HTML {
        guard !members.isEmpty else { return "" }
        let rows = members.map { row -> HTML in
            """
            <tr><th scope="row"><a href="\(MemberWords.path(row.key))">\(row.username ?? row.key.id)</a></th>
            <td data-label="Found by">\(row.rule.map(MemberWords.rule) ?? "")</td><td data-label="Last active">\(row.lastActive.map(Figures.time) ?? "—")</td></tr>
            """
        }
        return """
            <section class="card"><div class="row between"><h2>In the community</h2><a href="/community/members?of=\(escapedForURL(profile.id))">All of them</a></div>
            \(Parts.table("Members of the community at this account", head: ["Member", "Found by", "Last active"].map { Parts.heading($0) }, rows: rows, class: "stacked"))</section>
            """
    }

    private var usersPart: HTML {
        guard profile.entity == .account else { return "" }
        guard !users.isEmpty else {
            return "<section class=\"card\"><h2>Users</h2><p>No user of this account is known.</p></section>"
        }
        let rows = users.map { user -> HTML in
            """
            <tr><th scope="row"><a href="\(Words.path(.user, user.id))">\(user.id)</a></th><td class="break">\(Words.address(user.email))</td>
            <td data-label="Last seen">\(user.lastSeen.map(Figures.day) ?? "—")</td><td>\(Words.verdict(user.verdict))</td></tr>
            """
        }
        let all =
            "/audience"
            + FormValues(
                encoded:
                    "column=account_id&is=equals&value=\(escapedForURL(profile.id))&search=\(escapedForURL(profile.id))"
            ).query
        return """
            <section class="card"><div class="row between"><h2>Users</h2><a href="\(all)">All of them</a></div>
            \(Parts.table("Users of this account", head: ["Id", "E-mail", "Last seen", "Link"].map { Parts.heading($0) }, rows: rows, class: "stacked"))</section>
            """
    }
}
