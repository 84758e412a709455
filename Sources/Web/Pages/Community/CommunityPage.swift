import Domain
import SyncEngine

/// The communities that are connected: how much of them is here, how many members have an account, and the last sync.
struct CommunityPage: Sendable {
    var cards: [CommunityCard]
    var coverage: MemberCoverage
    var now: Instant

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> CommunityPage {
        let connections = try await sources.host.configuration().community.connections
        let tenants = try await sources.tenants(now: visit.now)
        let read = Set(tenants.map(\.name))
        let unread = connections.map(\.tenant).filter { !read.contains($0) }.map {
            CommunityTenant(name: $0, topics: 0, replies: 0)
        }
        var cards: [CommunityCard] = []
        for tenant in (tenants + unread).sorted(by: { $0.name < $1.name }) {
            cards.append(
                CommunityCard(
                    tenant: tenant, host: connections.first { $0.tenant == tenant.name }?.host,
                    status: try await sources.store.connection("community:" + tenant.name)))
        }
        return CommunityPage(
            cards: cards, coverage: try await sources.memberCoverage(now: visit.now),
            now: visit.now)
    }

    var answer: PageAnswer { .page(title: "Community Management", place: .community, content: html) }

    /// The tabs that all pages about communities share.
    static func tabs(_ current: String) -> HTML {
        let all = [("Communities", "/community"), ("Members", "/community/members"), ("Sync log", "/community/log")]
        return Parts.tabs("Community Management", all.map { ($0.0, $0.1, $0.1 == current) })
    }

    var html: HTML {
        """
        \(Self.tabs("/community"))
        \(cards.isEmpty ? Self.nothing : overview)
        """
    }

    static let nothing: HTML = Parts.empty(
        """
        No community is here yet. <code>crosswalk connect community --help</code> says how to connect one; \
        <code>crosswalk import community-users FILE</code> loads members from a file.
        """)

    private var overview: HTML {
        """
        <p class="soft">Which customer does a member belong to? The ways are tried in the order of \
        <a href="/settings/configuration">the configuration</a>; what they cannot decide waits for the \
        <a href="/steward">Data Steward</a>. A synchronization reads the communities and associates their members.</p>
        <section class="card" aria-labelledby="coverage"><h2 id="coverage">Members with an account</h2>\(coverage.html)</section>
        <div class="cards">\(cards.map { $0.html(coverage, now: now) })</div>
        """
    }
}

/// One community: whether it can be read, and what is here of it.
struct CommunityCard: Sendable {
    let tenant: CommunityTenant
    /// Nothing where its members came from files.
    let host: String?
    let status: ConnectionStatus?

    func html(_ coverage: MemberCoverage, now: Instant) -> HTML {
        let members = coverage.count { $0.tenant == tenant.name }
        return """
            <section class="card" aria-label="\(tenant.name)"><div class="row between"><h2>\(tenant.name)</h2>\(state)</div>
            \(host.map { "<p class=\"mono soft break\">\($0)</p>" as HTML })
            \(status?.reason.map { "<p class=\"notice bad\">\($0)</p>" as HTML })
            <dl class="pairs"><dt>Members</dt><dd><a href="/community/members?tenant=\(escapedForURL(tenant.name))">\(Figures.grouped(members))</a></dd>
            <dt>With an account</dt><dd>\(coverage.share(of: tenant.name).map(Figures.percent) ?? "—")</dd>
            <dt>Topics</dt><dd>\(Figures.grouped(tenant.topics))</dd><dt>Replies</dt><dd>\(Figures.grouped(tenant.replies))</dd>
            <dt>Last read</dt><dd>\(lastRead(now))</dd></dl></section>
            """
    }

    private var state: HTML {
        guard host != nil else { return Parts.pill("From files") }
        guard let status else { return Parts.pill("Connected, not synchronized yet") }
        return status.isUp ? Parts.pill("Up", "good") : Parts.pill("Down", "bad")
    }

    private func lastRead(_ now: Instant) -> HTML {
        guard let last = status?.lastSuccess else { return "never" }
        return "\(Figures.time(last)) <span class=\"soft\">(\(Figures.distance(of: last, from: now)))</span>"
    }
}
