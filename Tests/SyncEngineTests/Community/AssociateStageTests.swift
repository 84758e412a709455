import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// Associations in a real store: agreement, remembered decisions, and that a part decided anew equals the whole.
@Suite struct AssociateStageTests {
    @Test func `the sample organisation is associated as expected, and nothing else is created`() async throws {
        let hub = try await CommunityHub()
        try await hub.loadSample()
        let before = try await hub.counts(["person", "account_person", "account", "user"])
        let report = try await hub.associate()
        #expect(report.looked == 1666)
        #expect(try await hub.counts(["person", "account_person", "account", "user"]) == before)

        let table = ExportedTable()
        try await hub.store.exportCommunityLinks { table.take($0) }
        #expect(table.header == ["tenant", "id", "account_id", "rule", "decision", "candidates", "evidence"])
        let links = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[1], $0) })
        var judged = 0
        for row in try Fixture.rows("org/expected/community-links.csv") where row["unambiguous"] == "1" {
            judged += 1
            let link = links[row["id"] ?? ""] ?? []
            #expect(link[2] == row["account_id"], "\(row)")
            #expect(link[2].isEmpty || link[3] == row["rule"], "\(row)")
        }
        #expect(judged == 1628)
        #expect(try await hub.associate().looked == 0)
    }

    @Test(arguments: [3, 17, 58, 2024] as [UInt64])
    func `associating what changed equals associating everything`(seed: UInt64) async throws {
        let hub = try await CommunityHub()
        try await hub.loadSample(members: 300)
        try await hub.makeContacts()
        var generator = SeededGenerator(seed: seed)
        var settings = HubConfiguration()
        try await hub.associate(settings)
        for _ in 0..<10 {
            try await hub.changeAtRandom(using: &generator)
            if Int.random(in: 0..<3, using: &generator) == 0 { settings = hub.settingsAtRandom(using: &generator) }
            try await hub.associate(settings)
            let incremental = try await hub.links()
            let whole = try await hub.linksFromScratch(settings)
            #expect(incremental == whole, "seed \(seed)")
            let coverage = try await hub.coverages()
            #expect(coverage.noted == coverage.counted, "seed \(seed)")
        }
    }

    @Test func `coverage is carried on through erased members, explanations and runs that died`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            accounts: [("A1", "Acme")],
            members: [("1", "a@acme.com"), ("2", "b@acme.com"), ("3", "c@x.example"), ("4", "d@gmail.com")])
        try await hub.associate()
        try await hub.store.erase(members: ["1"], tenant: "default", run: RunNumber(1))
        // A preview brings what is known up to date, but associates nobody.
        _ = try await AssociationPreview(store: hub.store).run(HubConfiguration())
        try await hub.load(accounts: [("A2", "X")], members: [("5", "e@x.example")])
        try await hub.associate()
        var coverage = try await hub.coverages()
        #expect(coverage.noted == ["default name": 3, "default excluded": 1])
        #expect(coverage.noted == coverage.counted)

        try await hub.load(accounts: [], members: [("2", "b@nobody.example")])
        let died = try await hub.store.beginRun(
            trigger: .commandLine, stages: [.associate], at: Instant(milliseconds: 0))
        _ = try await AssociateStage(store: DyingAssociation(store: hub.store)).run(
            HubConfiguration(), run: died, at: Instant(milliseconds: 0))
        try await hub.associate()
        coverage = try await hub.coverages()
        #expect(coverage.noted == ["default name": 2, "default excluded": 1, "default unmatched": 1])
        #expect(coverage.noted == coverage.counted)
        try await hub.associate()
        #expect(try await hub.coverages().noted == coverage.noted)
    }

    @Test func `what people decide is obeyed, and rules decide again when it is withdrawn`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            accounts: [("A1", "Acme"), ("A2", "Other")], members: [("1", "a@acme.com"), ("2", "b@acme.com")])
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/1": "A1", "default/2": "A1"])
        try await hub.decide(.link, "1", "A2")
        try await hub.decide(.never, "2", "A1")
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/1": "A2", "default/2": ""])
        try await hub.decide(.withdrawn, "1", nil)
        try await hub.decide(.withdrawn, "2", nil)
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/1": "A1", "default/2": "A1"])
    }

    @Test func `a member who changes their address is resolved again and the history stays`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme"), ("A2", "Other")], members: [("1", "a@acme.com")])
        try await hub.associate()
        try await hub.load(accounts: [], members: [("1", "a@other.com")])
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/1": "A2"])
        let history = try await hub.store.read {
            try String.fetchAll($0, sql: "SELECT account_id FROM community_link_history")
        }
        #expect(history == ["A1"])
    }

    @Test func `two tenants with one address are two members of one person`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme")], members: [("1", "a@x.example")])
        try await hub.load(accounts: [], members: [("1", "a@x.example")], tenant: "de")
        try await hub.load(persons: [("P1", "A@x.example", "A1")])
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/1": "A1", "de/1": "A1"])
    }

    @Test func `an erased member leaves the list, and what they did stays with the account`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme")], members: [("1", "a@acme.com"), ("2", "b@acme.com")])
        try await hub.load(activity: [("x1", "1", "2026-05-01T00:00:00Z"), ("x2", "2", "2026-05-01T00:00:00Z")])
        try await hub.associate()
        try await hub.store.beginWholeList(tenant: "default")
        try await hub.store.noteSeen(hub.members([("2", "b@acme.com")], tenant: "default"), tenant: "default")
        #expect(try await hub.store.membersMissing(fromListOf: "default") == ["1"])
        try await hub.store.erase(members: ["1"], tenant: "default", run: RunNumber(1))
        try await hub.associate()
        #expect(try await hub.accounts() == ["default/2": "A1"])
        let table = ExportedTable()
        try await hub.store.exportCommunity(.activity) { table.take($0) }
        #expect(table.rows.map { $0[6] } == ["A1", "A1"])
        #expect(!table.rows.contains { $0[2] == "1" })
    }
}

/// A store whose process dies before an association is finished.
private struct DyingAssociation: AssociationStore {
    let store: HubStore

    func gatherIdentity(_ settings: IdentitySettings) async throws -> AssociationReach {
        try await store.gatherIdentity(settings)
    }

    func associationScene(
        _ reach: AssociationReach, rules: [CommunitySettings.Rule]
    ) async throws -> AssociationInput {
        try await store.associationScene(reach, rules: rules)
    }

    func write(
        _ links: [MemberLink], rules: [CommunitySettings.Rule], in run: RunNumber, at now: Instant
    ) async throws -> AssociationCounts {
        try await store.write(links, rules: rules, in: run, at: now)
    }

    func differences(from links: [MemberLink]) async throws -> [LinkDifference] {
        try await store.differences(from: links)
    }

    func finishAssociation(_ reach: AssociationReach, in run: RunNumber, at now: Instant) async throws {}

    func decide(
        _ verdict: LinkVerdict, member: MemberKey, account: String?, by author: String, reason: String?, at now: Instant
    ) async throws {}
}
