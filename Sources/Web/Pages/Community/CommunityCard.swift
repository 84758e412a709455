import Domain

/// One community: whether it can be read, and what is here of it.
struct CommunityCard: Sendable {
    let tenant: CommunityTenant
    /// Nothing where its members came from files.
    let host: String?
    let status: ConnectionStatus?

    /// Those that are connected and those that came from files, by name.
    ///
    /// - Parameter allowsOld: what was counted before the last stage will do.
    static func load(
        _ visit: PageVisit, _ sources: PageSources, allowsOld: Bool = false
    ) async throws -> [CommunityCard] {
        let connections = try await sources.host.configuration().community.connections
        let tenants = try await sources.tenants(now: visit.now, allowsOld: allowsOld)
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
        return cards
    }

    /// - Parameters:
    ///   - next: when it is read again, as a pair of a list; nothing where that is said elsewhere.
    ///   - actions: what to do with it, below its figures.
    func html(_ coverage: MemberCoverage, now: Instant, next: HTML? = nil, actions: HTML? = nil) -> HTML {
        let members = coverage.count { $0.tenant == tenant.name }
        return """
            <section class="card" aria-label="\(tenant.name)"><div class="row between"><h2>\(tenant.name)</h2>\(state)</div>
            \(host.map { "<p class=\"mono soft break\">\($0)</p>" as HTML })
            \(status?.reason.map { "<p class=\"notice bad\">\($0)</p>" as HTML })
            <dl class="pairs"><dt>Members</dt><dd><a href="/community/members?tenant=\(escapedForURL(tenant.name))">\(Figures.grouped(members))</a></dd>
            <dt>With an account</dt><dd>\(coverage.share(of: tenant.name).map(Figures.percent) ?? "—")</dd>
            <dt>Topics</dt><dd>\(Figures.grouped(tenant.topics))</dd><dt>Replies</dt><dd>\(Figures.grouped(tenant.replies))</dd>
            <dt>Last read</dt><dd>\(lastRead(now))</dd>\(next)</dl>
            \(actions.map { "<div class=\"row actions\">\($0)</div>" as HTML })</section>
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
