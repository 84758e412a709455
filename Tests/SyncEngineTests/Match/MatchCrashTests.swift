import Domain
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct MatchCrashTests {
    @Test(arguments: 0...5)
    func `a match that dies after any write is finished by the next to the same end`(writes: Int) async throws {
        let workspace = try await MatchWorkspace()
        let ids = (0..<6).map { KeyNormaliser.salesforceID.key(of: "0035g000000000\($0)") ?? "" }
        try await workspace.load(.users, ["id", "email"], (0..<6).map { ["u\($0)", "u\($0)@x.com"] })
        try await workspace.mirror("Contact", ["Id", "Email", "Phone"], (0..<5).map { [ids[$0], "u\($0)@x.com", ""] })
        try await workspace.match(.user)
        // Five links are to change, one record a transaction, and then the state.
        try await workspace.mirror(
            "Contact", ["Id", "Email", "Phone"], (0..<4).map { [ids[$0], "u\($0 + 1)@x.com", ""] })

        let context = RunContext(
            run: RunNumber(2), configuration: workspace.configuration, startedAt: Instant(milliseconds: 5))
        let dying = MatchStage(store: DyingStore(workspace.store, writes: writes), batchSize: 1)
        await #expect(throws: PlainError.self) { try await dying.run(context, entity: .user) }
        try await workspace.match(.user, run: 2, batchSize: 1)
        #expect(try await workspace.unproven(.user) == [])
        let outcomes = try await workspace.store.outcomeCounts(of: RunNumber(2), stage: .match)
        #expect(outcomes == [.unlinked: 2, .relinked: 3])
    }
}
