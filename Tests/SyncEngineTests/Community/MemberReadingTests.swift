import Domain
import GRDB
import Store
import SyncEngine
import Testing

/// What pages read of members: lists a page at a time, and one of them closely.
@Suite struct MemberReadingTests {
    private static let kinds: [MatchVerdict?] = [nil, .linked, .unmatched, .ambiguous, .excluded]

    /// Two hundred members in two communities: of three accounts, of two accounts of one name, of none, and of a mail
    /// provider; three are gone.
    private func scene() async throws -> CommunityHub {
        let hub = try await CommunityHub()
        let domains = ["acme.com", "blau.de", "twin.com", "nobody.example", "gmail.com", "cone.fr"]
        func members(_ tenant: String) -> [(String, String)] {
            (0..<100).map { ("\($0)", "\(tenant)\($0)@\(domains[$0 % domains.count])") }
        }
        try await hub.load(
            accounts: [("A1", "Acme"), ("B1", "Blau"), ("T1", "Twin"), ("T2", "Twin"), ("C1", "Cone")],
            members: members("default"))
        try await hub.load(accounts: [], members: members("de"), tenant: "de")
        try await hub.associate()
        try await hub.store.erase(members: ["0", "11", "99"], tenant: "default", run: RunNumber(1))
        return hub
    }

    /// All present members with what was concluded, without index, bound or page.
    private func everybody(_ hub: CommunityHub) async throws -> [(
        key: MemberKey, verdict: MatchVerdict, domain: String
    )] {
        try await hub.store.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT u.tenant, u.id, coalesce(l.decision, 'unmatched') AS decision, u.domain FROM community_user u
                    LEFT JOIN community_link l ON l.member = u.key WHERE NOT u.is_erased
                    """
            ).map {
                (
                    key: MemberKey(tenant: $0["tenant"], id: $0["id"]),
                    verdict: MatchVerdict(name: $0["decision"]) ?? .unmatched, domain: $0["domain"] ?? ""
                )
            }.sorted { ($0.key.tenant, $0.key.id) < ($1.key.tenant, $1.key.id) }
        }
    }

    private func walk(_ query: MemberQuery, _ hub: CommunityHub) async throws -> [MemberKey] {
        var query = query
        query.limit = 7
        var keys: [MemberKey] = []
        repeat {
            let page = try await hub.store.members(query)
            keys += page.rows.map(\.key)
            query.after = page.next
        } while query.after != nil
        return keys
    }

    @Test(arguments: kinds, [nil, "de"])
    func `pages of members hold each who fits, once, in order`(verdict: MatchVerdict?, tenant: String?) async throws {
        let hub = try await scene()
        var query = MemberQuery()
        query.verdict = verdict
        query.tenant = tenant
        let expected = try await everybody(hub).filter {
            (verdict == nil || $0.verdict == verdict) && (tenant == nil || $0.key.tenant == tenant)
        }
        #expect(!expected.isEmpty)
        #expect(try await walk(query, hub) == expected.map(\.key))
    }

    @Test func `members are found by domain, account and beginnings of addresses`() async throws {
        let hub = try await scene()
        let all = try await everybody(hub)
        var query = MemberQuery()
        query.domain = "blau.de"
        #expect(try await walk(query, hub) == all.filter { $0.domain == "blau.de" }.map(\.key))
        query = MemberQuery()
        query.account = "C1"
        #expect(try await walk(query, hub) == all.filter { $0.domain == "cone.fr" }.map(\.key))
        query.verdict = .unmatched
        #expect(try await walk(query, hub).isEmpty)
        query = MemberQuery()
        query.search = "DE1"
        #expect(
            try await walk(query, hub)
                == all.filter { $0.key.tenant == "de" && $0.key.id.hasPrefix("1") }.map(\.key))
        query.domain = "twin.com"
        #expect(
            try await walk(query, hub)
                == all.filter { $0.key.tenant == "de" && $0.key.id.hasPrefix("1") && $0.domain == "twin.com" }.map(
                    \.key)
        )
    }

    @Test func `an explanation of a member says what the association stored`() async throws {
        let hub = try await CommunityHub()
        try await hub.loadSample(members: 250)
        try await hub.associate()
        let stored = try await hub.links()
        let explainer = MemberExplainer(store: hub.store)
        var verdicts: Set<MatchVerdict> = []
        for link in stored {
            let key = MemberKey(tenant: link[0], id: link[1])
            let explanation = try #require(try await explainer.explain(key, configuration: HubConfiguration()))
            #expect(explanation.account ?? "" == link[2])
            #expect(explanation.profile.account == explanation.account)
            verdicts.insert(explanation.verdict)
        }
        #expect(verdicts.isSuperset(of: [.linked, .unmatched]))
    }

    @Test func `an explanation knows what has come since the last association`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme"), ("B1", "Blau")], members: [("1", "jo@elsewhere.example")])
        try await hub.associate()
        let explainer = MemberExplainer(store: hub.store)
        func account() async throws -> String? {
            try await explainer.explain(MemberKey("1"), configuration: HubConfiguration())?.account
        }
        #expect(try await account() == nil)
        try await hub.load(persons: [("P1", "jo@elsewhere.example", "A1")])
        #expect(try await account() == "A1")
        try await hub.decide(.link, "1", "B1")
        #expect(try await account() == "B1")
        try await hub.decide(.never, "1", nil)
        #expect(try await account() == nil)
        #expect(try await hub.accounts()["default/1"] == "")
    }

    @Test func `an explanation writes nothing where nothing has changed`() async throws {
        let hub = try await scene()
        let explainer = MemberExplainer(store: hub.store)
        func changes() async throws -> Int {
            try await hub.store.pool.writeWithoutTransaction { $0.totalChangesCount }
        }
        // What was erased is gathered by the first look.
        _ = try await explainer.explain(MemberKey("1"), configuration: HubConfiguration())
        let before = try await changes()
        for id in ["1", "2", "3"] {
            _ = try #require(try await explainer.explain(MemberKey(id), configuration: HubConfiguration()))
        }
        #expect(try await changes() == before)
    }
}
