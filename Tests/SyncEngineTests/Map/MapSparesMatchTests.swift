import Domain
import Store
import SyncEngine
import TestSupport
import Testing

/// What a map writes is a change like any other, but matching need not look at what it does not compare.
@Suite struct MapSparesMatchTests {
    private let now = Instant("2026-05-13T08:00:00Z")

    @Test(arguments: [("Title", "title", 0), ("Phone", "phone", 1)])
    func `a match looks again at what a map has written only where a rule compares it`(
        field: String, attribute: String, decided: Int
    ) async throws {
        let workspace = try await workspace(pulling: PullMapping(from: field, to: attribute))
        try await workspace.match(.user)
        #expect(try await map(workspace)["values updated"] == 1)
        #expect(try await workspace.match(.user, run: 3)["decided"] == decided)
        #expect(try await workspace.unproven(.user) == [])
    }

    @Test func `what others changed between a match and a map is matched all the same`() async throws {
        let workspace = try await workspace(pulling: PullMapping(from: "Title", to: "title"))
        try await workspace.match(.user)
        try await workspace.load(.users, ["id", "email"], [["u2", "bea@example.com"]])
        #expect(try await map(workspace)["values updated"] == 1)
        #expect(try await workspace.match(.user, run: 3)["linked"] == 1)
        #expect(try await workspace.unproven(.user) == [])
    }

    private func workspace(pulling mapping: PullMapping) async throws -> MatchWorkspace {
        var workspace = try await MatchWorkspace()
        workspace.configuration.users.match = [.email(foldsPlusTags: false), .phone(defaultCountry: nil)]
        workspace.configuration.users.pull = [mapping]
        try await workspace.load(.users, ["id", "email"], [["u1", "ada@example.com"], ["u2", "nobody@example.com"]])
        let fields = ["Id", "Email", "Phone", "Title"]
        try await workspace.mirror(
            "Contact", fields,
            [
                ["0035g00000AAAAAAA0", "ada@example.com", "+49 30 123456", "CEO"],
                ["0035g00000AAAAAAA1", "bea@example.com", "", "CFO"],
            ])
        var milestone = MirrorMilestone(object: "Contact", run: RunNumber(1))
        milestone.filledFields = fields
        try await workspace.store.finish(milestone, at: now)
        return workspace
    }

    private func map(_ workspace: MatchWorkspace) async throws -> StageReport {
        let context = RunContext(run: RunNumber(2), configuration: workspace.configuration, startedAt: now)
        return try await MapStage(store: workspace.store).run(context, entity: .user)
    }
}
