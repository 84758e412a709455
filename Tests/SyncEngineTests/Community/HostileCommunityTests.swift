import Connectors
import Domain
import Logging
import Simulators
import Store
import SyncEngine
import TestSupport
import Testing

/// Communities that throttle, break off, answer rubbish and forget tokens: nothing is lost, nothing is made up.
@Suite struct HostileCommunityTests {
    @Test(arguments: [1, 7, 2026] as [UInt64])
    func `what a hostile community says is what a friendly one says`(seed: UInt64) async throws {
        let friendly = try await Self.read(HostileSpec())
        let hostile = try await Self.read(
            try HostileSpec(parsing: "seed=\(seed),429=6%,503=4%,lock=4%,partial=2%,truncate=2%,drop=2%,expire=1/19"))
        #expect(hostile == friendly, "seed \(seed)")
        #expect(friendly["community-users"]?.count == 240)
        #expect(friendly["community-content"]?.count == 120)
    }

    @Test func `a run that stops half-way loses nothing, and the next one brings the rest`() async throws {
        let clean = try await Self.read(HostileSpec())
        let hub = try await CommunityHub()
        let hostile = try Self.options(HostileSpec(parsing: "seed=5,503=1/9"))
        try await SimulatedTenants.serving(Self.members, hub: hub, hostile) { scene in
            try Self.fill(scene)
            let report = try await scene.sync(attempts: 1)
            #expect(report.status == .doneWithFailures)
            #expect(report.reason?.contains("The next run goes on from here") == true, "\(report)")
            let held = try await hub.store.bookmark("community:en")
            #expect(held == nil)
        }
        try await SimulatedTenants.serving(Self.members, hub: hub) { scene in
            try Self.fill(scene)
            let report = try await scene.sync()
            #expect(report.status == .done, "\(report)")
            #expect(try await scene.content() == clean)
        }
    }

    @Test func `an address that changes is resolved again, and an erased member leaves the list`() async throws {
        try await SimulatedTenants.serving(Self.members) { scene in
            try Self.fill(scene)
            try await scene.hub.load(accounts: [("A1", "Firm 1"), ("A2", "Firm 2")], members: [])
            try await scene.sync()
            #expect(try await scene.hub.accounts()["en/11"] == "A1")
            let acts = try await scene.content()["community-activity"]?.count

            scene.pass(days: 1)
            try scene.tenant("en").change("11") { $0.email = "moved@firm2.example" }
            try scene.tenant("en").erase("12")
            let report = try await scene.sync()
            let counts = try #require(report.reports(of: .community).first { $0.tenant == "en" })
            #expect(counts["changed"] == 1)
            #expect(counts["gone"] == 1)
            let accounts = try await scene.hub.accounts()
            #expect(accounts["en/11"] == "A2")
            #expect(accounts["en/12"] == nil)
            let after = try await scene.content()
            #expect(after["community-users"]?.contains { $0[0] == "en" && $0[1] == "12" } == false)
            #expect(after["community-activity"]?.count == acts)
            #expect(after["community-activity"]?.contains { $0[0] == "en" && $0[2] == "12" } == false)
            #expect(after["community-content"]?.contains { $0[0] == "en" && $0[4] == "12" } == false)

            let journal = ExportedTable()
            try await scene.store.exportOutcomes(of: report.run) { journal.take($0) }
            #expect(journal.rows.contains { $0[2] == "en/11" && $0[3] == "relinked" && $0[5] == "A1" && $0[6] == "A2" })
            #expect(journal.rows.contains { $0[0] == "community" && $0[3] == "deleted_upstream" })
        }
    }

    @Test func `a list that ends early, or leaves somebody out, takes nobody off`() async throws {
        try await SimulatedTenants.serving(Self.members) { scene in
            try await scene.sync()
            for claimsAll in [false, true] {
                let engine = scene.engine { community in
                    var community = DisguisedCommunity(community)
                    community.forgotten = ["15"]
                    community.claimsAll = claimsAll
                    return community
                }
                let report = try await engine.run(
                    RunRequest(stages: [.community], trigger: .commandLine), configuration: HubConfiguration())
                #expect(report.reports(of: .community).allSatisfy { $0["gone"] == 0 })
                let notes = report.reports(of: .community).flatMap(\.notes)
                #expect(notes.contains { $0.contains("nobody was taken off the list") } == !claimsAll, "\(notes)")
                #expect(try await scene.hub.accounts()["en/15"] != nil)
            }
        }
    }

    @Test(arguments: ["category", "last activity"])
    func `more topics than the API shows of one question are read in parts`(difference: String) async throws {
        try await SimulatedTenants.serving([("en", "1", "a@x.example")]) { scene in
            let community = try scene.tenant("en")
            for number in 0..<10_350 {
                // Most of them on one day, in two categories or active on two days; the others over a year.
                let day: Int64 =
                    number < 10_200 ? 1_767_225_600_000 : 1_735_689_600_000 + Int64(number % 150) * 172_800_000
                let isOdd = number % 2 == 1
                let pause: Int64 = isOdd && difference != "category" ? 86_400_000 : 0
                community.put(
                    SimulatedTopic(
                        id: "T\(number)", type: .conversation, author: "1",
                        category: isOdd && difference == "category" ? "Help" : "News", title: "Title",
                        created: day + Int64(number), lastActivity: day + Int64(number) + pause))
            }
            let report = try await scene.sync([.community])
            #expect(report.status == .done, "\(report)")
            #expect(report.reports(of: .community).first?["content new"] == 10_350)
            #expect(report.reports(of: .community).flatMap(\.notes).isEmpty)
        }
    }

    @Test func `what cannot be narrowed any further is read as far as the API shows it, and named`() async throws {
        try await SimulatedTenants.serving([("en", "1", "a@x.example")]) { scene in
            let community = try scene.tenant("en")
            for number in 0..<10_120 {
                let created = 1_767_225_600_000 + Int64(number)
                community.put(
                    SimulatedTopic(
                        id: "T\(number)", type: .conversation, author: "1", category: "News", title: "Title",
                        created: created, lastActivity: created))
            }
            let report = try await scene.sync([.community])
            #expect(report.reports(of: .community).first?["content new"] == 10_000)
            let notes = report.reports(of: .community).flatMap(\.notes)
            #expect(notes.count == 1)
            #expect(notes.first?.contains("10,000 topics or more of one type, day and category") == true, "\(notes)")
        }
    }

    // MARK: The scene

    private static let members: [(tenant: String, id: String, email: String)] = ["en", "de"].flatMap { tenant in
        (0..<120).map { (tenant, "\($0 + 10)", "m\($0)@firm\($0 % 9).example") }
    }

    private static func options(_ hostility: HostileSpec) -> CommunitySimulator.Options {
        var options = CommunitySimulator.Options()
        options.hostility = hostility
        return options
    }

    private static func read(_ hostility: HostileSpec) async throws -> [String: [[String]]] {
        let hub = try await CommunityHub()
        try await SimulatedTenants.serving(members, hub: hub, options(hostility)) { scene in
            try fill(scene)
            let report = try await scene.sync()
            #expect(report.status == .done, "\(report)")
        }
        var found: [String: [[String]]] = [:]
        for kind in CommunityKind.allCases {
            let table = ExportedTable()
            try await hub.store.exportCommunity(kind) { table.take($0) }
            found[kind.rawValue] = table.rows
        }
        return found
    }

    /// Topics of all types with replies, likes, votes and answers; the same each time.
    private static func fill(_ scene: SimulatedTenants) throws {
        var generator = SeededGenerator(seed: 3)
        for tenant in ["en", "de"] {
            let community = try scene.tenant(tenant)
            let someone = { (generator: inout SeededGenerator) in "\(Int.random(in: 10..<130, using: &generator))" }
            for number in 0..<20 {
                let created = 1_767_225_600_000 + Int64(number) * 86_400_000
                let type = SimulatedTopicType.allCases[number % 5]
                var topic = SimulatedTopic(
                    id: "T\(number)", type: type, author: someone(&generator), category: "News",
                    title: "Title \(number)",
                    created: created, lastActivity: created)
                topic.likedBy = [someone(&generator)]
                topic.likes = 1
                if type == .idea { topic.votedBy = [someone(&generator)] }
                topic.votes = topic.votedBy.count
                if type == .question { topic.answer = "T\(number)R1" }
                topic.isAnswered = type == .question
                community.put(topic)
                for reply in 0..<2 {
                    var answer = SimulatedReply(
                        id: "T\(number)R\(reply)", topic: "T\(number)", author: someone(&generator),
                        created: created + Int64(reply + 1) * 60_000)
                    answer.likedBy = [someone(&generator)]
                    answer.likes = 1
                    community.add(answer)
                }
            }
        }
    }
}
