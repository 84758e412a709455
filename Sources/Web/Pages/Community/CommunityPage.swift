import Domain
import SyncEngine

/// The communities that are connected: how much of them is here, how many members have an account, and the last sync.
struct CommunityPage: Sendable {
    var cards: [CommunityCard]
    var coverage: MemberCoverage
    var now: Instant

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> CommunityPage {
        let cards = try await CommunityCard.load(visit, sources)
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
