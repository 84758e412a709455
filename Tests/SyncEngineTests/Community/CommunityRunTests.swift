import Domain
import GRDB
import Simulators
import Store
import SyncEngine
import TestSupport
import Testing

/// Communities as stages of a run: what is journaled, what one tenant's trouble does, what can be undone.
@Suite struct CommunityRunTests {
    private static let twoTenants = [
        (tenant: "en", id: "1", email: "a@acme.com"), (tenant: "en", id: "2", email: "b@gmail.com"),
        (tenant: "de", id: "1", email: "A@acme.com"), (tenant: "de", id: "7", email: "x@nobody.example"),
    ]

    @Test func `a run reads every tenant, associates, and journals what it counted`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            try await scene.hub.load(accounts: [("A1", "Acme")], members: [])
            let report = try await scene.sync()
            #expect(report.status == .done, "\(report)")
            let run = try #require(try await scene.store.runs(limit: 1, before: nil).first)
            #expect(run.stages == [.community, .associate])
            let community = run.stageRecords.filter { $0.stage == .community }
            #expect(Set(community.compactMap(\.tenant)) == ["en", "de"])
            #expect(community.allSatisfy { $0.counts["read"] == 2 && $0.counts["new"] == 2 && $0.endedAt != nil })
            let associate = try #require(run.stageRecords.first { $0.stage == .associate })
            #expect(associate.counts["looked at"] == 4)
            #expect(associate.counts["by name"] == 2)
            #expect(associate.counts["excluded"] == 1)
            #expect(associate.counts["unresolved"] == 1)
            #expect(associate.counts["newly linked"] == 2)

            let outcomes = ExportedTable()
            try await scene.store.exportOutcomes(of: run.number) { outcomes.take($0) }
            #expect(outcomes.rows.filter { $0[3] == "linked" }.map { $0[2] }.sorted() == ["de/1", "en/1"])

            let again = try await scene.sync()
            let counts = again.reports(of: .community).map { ($0["new"], $0["changed"], $0["gone"], $0["read"]) }
            #expect(counts.allSatisfy { $0 == (0, 0, 0, 2) })
            #expect(again.reports(of: .associate).first?["looked at"] == 0)
        }
    }

    @Test func `two tenants with one address are two members of one person`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            try await scene.hub.load(accounts: [("A1", "Other name")], members: [])
            try await scene.hub.load(persons: [("P1", "a@ACME.com", "A1")])
            try await scene.sync()
            let accounts = try await scene.hub.accounts()
            #expect(accounts == ["en/1": "A1", "de/1": "A1", "en/2": "", "de/7": ""])
            #expect(try await scene.hub.counts(["person", "account_person"]) == [1, 1])
        }
    }

    @Test func `a community that refuses leaves the others alone, and the run says why`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            let report = try await scene.sync(secrets: ["en": "wrong"])
            #expect(report.status == .doneWithFailures)
            #expect(report.reason?.contains("The community en does not accept the credentials") == true)
            #expect(try await scene.hub.accounts().keys.sorted() == ["de/1", "de/7"])
            let run = try #require(try await scene.store.runs(ofStages: [.community], limit: 5).first)
            let refused = try #require(run.stageRecords.first { $0.tenant == "en" })
            #expect(refused.reason?.contains("does not accept the credentials") == true)
            #expect(try await scene.store.connection("community:en")?.isUp == false)
            #expect(try await scene.store.connection("community:de")?.isUp == true)
        }
    }

    @Test func `a whole run leaves out what nobody has connected, and says so where it is asked for alone`()
        async throws
    {
        let hub = try await CommunityHub()
        let engine = SyncEngine(
            salesforce: nil, store: hub.store, clock: { Instant(milliseconds: 1_780_000_000_000) }, pause: { _ in })
        let alone = try await engine.run(
            RunRequest(stages: [.community], trigger: .commandLine), configuration: HubConfiguration())
        #expect(alone.status == .failed)
        #expect(alone.reason?.contains("No community is connected") == true)
        let whole = try await engine.run(RunRequest(trigger: .commandLine), configuration: HubConfiguration())
        #expect(whole.status == .needsAuthorization)
        let last = try #require(try await hub.store.runs(limit: 1, before: nil).first)
        #expect(last.stages == [.fetch, .match, .map, .measure, .push])
        try await hub.load(accounts: [("A1", "Acme")], members: [("1", "a@acme.com")])
        let mapped = try await engine.run(
            RunRequest(stages: [.measure, .associate, .community], trigger: .schedule),
            configuration: HubConfiguration())
        #expect(mapped.status == .done)
        #expect(mapped.stages.map(\.name) == [.associate, .measure])
        #expect(try await hub.accounts() == ["default/1": "A1"])
    }

    @Test func `a topic in the bin is forgotten with its replies`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            let community = try scene.tenant("en")
            for number in 1...2 {
                community.put(
                    SimulatedTopic(
                        id: "T\(number)", type: .conversation, author: "1", category: "News", title: "Title",
                        created: 1_767_225_600_000, lastActivity: 1_767_225_600_000))
                community.add(
                    SimulatedReply(id: "R\(number)", topic: "T\(number)", author: "2", created: 1_767_225_700_000))
            }
            try await scene.sync()
            #expect(try await scene.content()["community-content"]?.map { $0[1] } == ["R1", "R2", "T1", "T2"])
            var binned = SimulatedTopic(
                id: "T1", type: .conversation, author: "1", category: "News", title: "Title",
                created: 1_767_225_600_000, lastActivity: 1_778_630_400_000)
            binned.isTrashed = true
            community.put(binned)
            scene.pass(days: 1)
            let report = try await scene.sync()
            #expect(report.reports(of: .community).first { $0.tenant == "en" }?["content gone"] == 1)
            let left = try await scene.content()
            #expect(left["community-content"]?.map { $0[1] } == ["R2", "T2"])
            #expect(left["community-activity"]?.map { $0[1] } == ["reply_created:R2:2", "topic_created:T2:1"])
            #expect(try await scene.sync().reports(of: .community).allSatisfy { $0["content gone"] == 0 })
        }
    }

    @Test func `where only a community is connected, a whole run is about it alone`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            let report = try await scene.sync(StageName.ofSync)
            #expect(report.status == .done, "\(report)")
            #expect(report.stages.map(\.name) == [.community, .associate, .measure])
        }
    }

    @Test func `a run that only read and associated says why nothing is given back`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            let report = try await scene.sync()
            await #expect(throws: PlainError.self) {
                try await scene.engine().undo(
                    report.run, configuration: HubConfiguration(), trigger: .commandLine)
            }
            do {
                _ = try await scene.engine().undo(
                    report.run, configuration: HubConfiguration(), trigger: .commandLine)
            } catch let error as PlainError {
                #expect(error.advice.contains("neither replaces a value of yours"))
            }
            #expect(try await scene.store.runs(limit: 9, before: nil).count == 1)
        }
    }

    @Test func `roles are given and taken back by undo, once`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            try await scene.sync()
            let changes = [("en", "1"), ("de", "7")].map {
                RoleChange(member: MemberKey(tenant: $0.0, id: $0.1), role: "VIP", isGranted: true)
            }
            let given = try await scene.engine().change(
                roles: changes, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(given.status == .done, "\(given)")
            #expect(try scene.tenant("en").member("1")?.roles.contains("VIP") == true)
            #expect(try scene.tenant("de").member("7")?.roles.contains("VIP") == true)
            #expect(try scene.tenant("de").member("1")?.roles.contains("VIP") == false)

            let undone = try await scene.engine().undo(
                given.run, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(undone.reports(of: .audience).first?["changed"] == 2)
            #expect(try scene.tenant("en").member("1")?.roles.contains("VIP") == false)
            #expect(try scene.tenant("de").member("7")?.roles.contains("VIP") == false)
            await #expect(throws: PlainError.self) {
                try await scene.engine().undo(given.run, configuration: HubConfiguration(), trigger: .commandLine)
            }
        }
    }

    @Test func `a member who is gone gets no role, and the others do`() async throws {
        try await SimulatedTenants.serving(Self.twoTenants) { scene in
            try await scene.sync()
            try scene.tenant("en").erase("1")
            let changes = ["1", "2"].map {
                RoleChange(member: MemberKey(tenant: "en", id: $0), role: "VIP", isGranted: true)
            }
            let given = try await scene.engine().change(
                roles: changes, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(given.status == .doneWithFailures)
            #expect(given.reports(of: .audience).first?["changed"] == 1)
            #expect(try scene.tenant("en").member("2")?.roles.contains("VIP") == true)
            let outcomes = ExportedTable()
            try await scene.store.exportOutcomes(of: given.run) { outcomes.take($0) }
            #expect(outcomes.rows.map { [$0[2], $0[3]] } == [["en/1", "deleted_upstream"], ["en/2", "updated"]])
        }
    }

    @Test func `product users are given accounts, and undo takes back only what nobody has changed since`() async throws
    {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme"), ("A2", "Other")], members: [])
        try await hub.load(
            [
                ["U1", "a@acme.com", ""], ["U2", "b@acme.com", ""], ["U3", "c@gmail.com", ""],
                ["U4", "d@acme.com", "A2"],
            ],
            ["id", "email", "account_id"], .users)
        let engine = SyncEngine(
            salesforce: nil, store: hub.store, clock: { Instant(milliseconds: 1_780_000_000_000) }, pause: { _ in })
        let run = try await engine.associateUsers(configuration: HubConfiguration(), trigger: .commandLine)
        #expect(run.reports(of: .associate).first?["given an account"] == 2)
        #expect(try await hub.userAccounts() == ["U1": "A1", "U2": "A1", "U3": "", "U4": "A2"])
        try await hub.load([["U2", "b@acme.com", "A2"]], ["id", "email", "account_id"], .users)
        let undone = try await engine.undo(run.run, configuration: HubConfiguration(), trigger: .commandLine)
        #expect(undone.reports(of: .associate).first?["undone"] == 1)
        #expect(try await hub.userAccounts() == ["U1": "", "U2": "A2", "U3": "", "U4": "A2"])
    }
}
