import Connectors
import Domain
import Simulators
import Store
import SyncEngine
import TestSupport
import Testing

/// Roles of which a run that broke off does not know whether they were given.
@Suite struct RoleRecoveryTests {
    /// What becomes of the third change of five, and how: the answer is lost, or the process dies.
    enum Break: CaseIterable {
        case lostBefore, lostAfter, diedBefore, diedAfter

        var makesIt: Bool { self == .lostAfter || self == .diedAfter }
        var dies: Bool { self == .diedBefore || self == .diedAfter }
    }

    @Test(arguments: Break.allCases)
    func `undo takes back what was given, also what nobody knows about, and nothing else`(end: Break) async throws {
        try await Self.serving { scene in
            try scene.tenant("en").change("4") { $0.roles = ["VIP", "Author"] }
            try await scene.sync()
            let run = try await Self.grant(["1", "2", "3", "5"], scene, breaking: end, at: "3")
            #expect(try Self.holders(scene) == (end.makesIt ? ["1", "2", "3", "4"] : ["1", "2", "4"]))
            let undone = try await scene.engine().undo(run, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(undone.status == .done, "\(undone)")
            #expect(undone.reports(of: .audience).first?["changed"] == (end.makesIt ? 3 : 2))
            #expect(try Self.holders(scene) == ["4"])
            #expect(try await Self.known(scene) == ["4"])
            await #expect(throws: PlainError.self) {
                try await scene.engine().undo(run, configuration: HubConfiguration(), trigger: .commandLine)
            }
        }
    }

    @Test(arguments: Break.allCases)
    func `an undo that breaks off is finished by the next`(end: Break) async throws {
        try await Self.serving { scene in
            try await scene.sync()
            let given = try await scene.engine().change(
                roles: Self.changes(["1", "2", "3", "5"]), configuration: HubConfiguration(), trigger: .commandLine)
            let engine = scene.engine { Self.breaking($0, end, at: "2") }
            let broken = try await engine.undo(given.run, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(broken.status == (end.dies ? .failed : .doneWithFailures))
            #expect(try Self.holders(scene) == (end.makesIt ? ["3", "5"] : ["2", "3", "5"]))
            let undone = try await scene.engine().undo(
                given.run, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(undone.status == .done, "\(undone)")
            #expect(undone.reports(of: .audience).first?["changed"] == (end.makesIt ? 2 : 3))
            #expect(try Self.holders(scene) == [])
            #expect(try await Self.known(scene) == [])
        }
    }

    @Test func `the next run asks what became of what an earlier one left open`() async throws {
        try await Self.serving { scene in
            try await scene.sync()
            _ = try await Self.grant(["3"], scene, breaking: .diedAfter, at: "3")
            #expect(try await Self.known(scene) == [])
            _ = try await scene.engine().change(
                roles: Self.changes(["5"]), configuration: HubConfiguration(), trigger: .commandLine)
            #expect(try await Self.known(scene) == ["3", "5"])
            #expect(try await scene.store.openRoleChanges(of: "en").isEmpty)
        }
    }

    @Test func `who lost the role meanwhile does not hold up an undo`() async throws {
        try await Self.serving { scene in
            try await scene.sync()
            let given = try await scene.engine().change(
                roles: Self.changes(["1", "2", "3"]), configuration: HubConfiguration(), trigger: .commandLine)
            try scene.tenant("en").change("2") { $0.roles = [] }
            let undone = try await scene.engine().undo(
                given.run, configuration: HubConfiguration(), trigger: .commandLine)
            #expect(undone.status == .done, "\(undone)")
            #expect(undone.reports(of: .audience).first?["changed"] == 2)
            #expect(undone.reports(of: .audience).first?["already so"] == 1)
            #expect(try Self.holders(scene) == [])
        }
    }

    @Test func `whoever is erased with a change under way holds up nobody`() async throws {
        try await Self.serving { scene in
            try await scene.sync()
            _ = try await Self.grant(["3"], scene, breaking: .diedAfter, at: "3")
            try scene.tenant("en").erase("3")
            try await scene.sync()
            let given = try await scene.engine().change(
                roles: Self.changes(["5"]), configuration: HubConfiguration(), trigger: .commandLine)
            #expect(given.status == .done, "\(given)")
            #expect(try await Self.known(scene) == ["5"])
        }
    }

    // MARK: The scene

    /// As good as the end of a process: no remedy, nothing is noted after it.
    private struct Death: Error {}

    private static func serving(_ body: @escaping @Sendable (SimulatedTenants) async throws -> Void) async throws {
        let members = (1...5).map { (tenant: "en", id: "\($0)", email: "m\($0)@firm.example") }
        try await SimulatedTenants.serving(members) { try await body($0) }
    }

    private static func changes(_ members: [String]) -> [RoleChange] {
        members.map { RoleChange(member: MemberKey(tenant: "en", id: $0), role: "VIP", isGranted: true) }
    }

    private static func breaking(_ community: any Community, _ end: Break, at member: String) -> DisguisedCommunity {
        var community = DisguisedCommunity(community)
        community.changingRole = { changed, make in
            guard changed == member else { return try await make() }
            if end.makesIt { try await make() }
            if end.dies { throw Death() }
            throw CommunityError(.unreachable, request: "POST /user/role", tenant: "en")
        }
        return community
    }

    /// A run that breaks off at a member; returns its number.
    private static func grant(
        _ members: [String], _ scene: SimulatedTenants, breaking end: Break, at member: String
    ) async throws -> RunNumber {
        let engine = scene.engine { breaking($0, end, at: member) }
        let report = try await engine.change(
            roles: changes(members), configuration: HubConfiguration(), trigger: .commandLine)
        #expect(report.status == (end.dies ? .failed : .doneWithFailures))
        return report.run
    }

    /// Who has the role on the platform.
    private static func holders(_ scene: SimulatedTenants) throws -> [String] {
        try scene.tenant("en").members.filter { $0.roles.contains("VIP") }.map(\.id)
    }

    /// Who has it as far as the hub knows.
    private static func known(_ scene: SimulatedTenants) async throws -> [String] {
        try await (scene.content()["community-users"] ?? []).filter { $0[10].contains("VIP") }.map { $0[1] }
    }
}
