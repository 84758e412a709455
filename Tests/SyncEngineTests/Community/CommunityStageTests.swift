import Domain
import Simulators
import Store
import SyncEngine
import Synchronization
import TestSupport
import Testing

/// One community's reading: what a run that dies leaves to the next, and what is too much to believe.
@Suite struct CommunityStageTests {
    @Test func `details that a run did not come to are read by the next ones`() async throws {
        try await Self.serving(12) { scene in
            var limits = CommunityLimits()
            limits.detailedMembers = 5
            limits.detailBatch = 2
            var named: [Int] = []
            var notes: [Int] = []
            for _ in 0..<4 {
                let report = try await Self.read(scene, limits: limits)
                named.append(try await Self.named(scene))
                notes.append(report.notes.count)
            }
            #expect(named == [5, 10, 12, 12])
            #expect(notes == [1, 1, 0, 0])
        }
    }

    @Test(arguments: [0, 1, 3])
    func `a run that dies after the list leaves the details to the next`(answered: Int) async throws {
        try await Self.serving(12) { scene in
            var limits = CommunityLimits()
            limits.detailBatch = 2
            let asked = Mutex(0)
            await #expect(throws: PlainError.self) {
                try await Self.read(scene, limits: limits) { community in
                    var community = DisguisedCommunity(community)
                    community.beforeDetails = {
                        let number = asked.withLock { count in
                            count += 1
                            return count
                        }
                        if number > answered { throw PlainError("dead") }
                    }
                    return community
                }
            }
            #expect(try await Self.named(scene) == answered * 2)
            _ = try await Self.read(scene)
            #expect(try await Self.named(scene) == 12)
        }
    }

    @Test func `a whole reading asks for everybody's details again`() async throws {
        try await Self.serving(3) { scene in
            _ = try await Self.read(scene)
            // Nothing in the list tells of a role.
            try scene.tenant("en").change("2") { $0.roles = ["VIP"] }
            _ = try await Self.read(scene)
            #expect(try await Self.column(10, scene) == ["", "", ""])
            _ = try await Self.read(scene, isWhole: true)
            #expect(try await Self.column(10, scene) == ["", "VIP", ""])
        }
    }

    @Test func `a list that misses too many takes nobody off, until a person asks for a whole reading`() async throws {
        try await Self.serving(100) { scene in
            _ = try await Self.read(scene)
            for number in 0..<30 { try scene.tenant("en").erase("\(number + 1)") }
            let report = try await Self.read(scene)
            #expect(report.gone == 0 && report.withheld == 30)
            #expect(report.notes.contains { $0.contains("30 members of en are missing from its list of 70") })
            #expect(try await Self.column(1, scene).count == 100)
            let whole = try await Self.read(scene, isWhole: true)
            #expect(whole.gone == 30 && whole.withheld == 0 && whole.notes.isEmpty)
            #expect(try await Self.column(1, scene).count == 70)
        }
    }

    @Test func `a fifth of the members may leave at once`() async throws {
        try await Self.serving(150) { scene in
            _ = try await Self.read(scene)
            for number in 0..<25 { try scene.tenant("en").erase("\(number + 1)") }
            #expect(try await Self.read(scene).gone == 25)
        }
    }

    @Test func `members missing from a list that is seldom read whole are read again`() async throws {
        try await Self.serving(12) { scene in
            var limits = CommunityLimits()
            limits.wholeListMembers = 5
            let cut = try await Self.read(scene, limits: limits) { community in
                var community = DisguisedCommunity(community)
                community.forgotten = ["12"]
                return community
            }
            #expect(cut.notes.contains { $0.contains("ended after 11 of 12 members") })
            #expect(try await scene.store.bookmark("community:en") == nil)
            _ = try await Self.read(scene, limits: limits)
            #expect(try await Self.column(1, scene).count == 12)
            #expect(try await scene.store.bookmark("community:en") != nil)
        }
    }

    @Test func `a file's member whose tenant has a slash in its name is left out, for no key could tell it`()
        async throws
    {
        let hub = try await CommunityHub()
        var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
        for tenant in ["a/b", "", "en"] {
            for cell in [tenant, "1/2"] + [String](repeating: "", count: batch.columnCount - 2) {
                batch.append(cell.utf8)
            }
        }
        let counts = try await hub.store.load([batch], as: try .whole(.users))
        #expect(counts.new == 2 && counts.rejected.map(\.reason) == ["a tenant's name has no /"])
        #expect(try await hub.store.tenantNames() == ["default", "en"])
    }

    // MARK: The scene

    private static func serving(
        _ members: Int, _ body: @escaping @Sendable (SimulatedTenants) async throws -> Void
    ) async throws {
        let rows = (1...members).map { (tenant: "en", id: "\($0)", email: "m\($0)@firm.example") }
        try await SimulatedTenants.serving(rows) { scene in
            for row in rows { try scene.tenant("en").change(row.id) { $0.firstName = "N\(row.id)" } }
            try await body(scene)
        }
    }

    private static func read(
        _ scene: SimulatedTenants, limits: CommunityLimits = CommunityLimits(), isWhole: Bool = false,
        disguise: (any Community) -> any Community = { $0 }
    ) async throws -> CommunityStage.Report {
        let stage = CommunityStage(community: disguise(scene.connector("en")), store: scene.store, limits: limits)
        let run = try await scene.store.beginRun(trigger: .commandLine, stages: [.community], at: now)
        var report = CommunityStage.Report()
        try await stage.run(run, at: now, isWhole: isWhole, into: &report)
        return report
    }

    private static let now = Instant(milliseconds: 1_778_630_400_000)

    /// How many members have the name that only their own resource tells.
    private static func named(_ scene: SimulatedTenants) async throws -> Int {
        try await column(4, scene).count { !$0.isEmpty }
    }

    private static func column(_ column: Int, _ scene: SimulatedTenants) async throws -> [String] {
        try await (scene.content()["community-users"] ?? []).map { $0[column] }
    }
}
