import Domain
import Store
import SyncEngine
import TestSupport
import Testing

/// Keys as they are kept in the file, asked for a few of them, beside the whole table in memory.
@Suite struct KeptKeysTests {
    /// More than one part of a blob holds.
    private static let rowCount = 40_000

    @Test(arguments: [0, 1, 5])
    func `some keys are read as the whole table has them, however many chunks came later`(laterChunks: Int) async throws
    {
        var random = SeededGenerator(seed: UInt64(laterChunks) + 1)
        let workspace = try await MatchWorkspace()
        let store = workspace.store
        let plan = try await MatchStage.plan(for: .user, workspace.configuration, store: store)
        let state = MatchState(entity: .user, fingerprint: plan.fingerprint, rules: [], revision: 1)

        let rows = (0..<Self.rowCount).map { Int64($0 * 2 + 1) }
        var expected = Self.table(rows, &random)
        try await store.finishMatch(state, of: plan, keys: [.theirs: expected], isWhole: true)
        for _ in 0..<laterChunks {
            // Some that are known, also the first and the last, and some that are not.
            let few = Set((0..<300).map { _ in Int64(random.below(Self.rowCount * 2 + 50)) }).union([
                1, rows[rows.count - 1],
            ])
            let chunk = Self.table(few.sorted(), &random)
            expected.apply(chunk)
            try await store.finishMatch(state, of: plan, keys: [.theirs: chunk], isWhole: false)
        }

        let whole = try await store.keyTable(of: .user, .theirs)
        #expect(whole.rows == expected.rows)
        #expect(whole.columns == expected.columns)
        #expect(whole.digests == expected.digests)
        for _ in 0..<20 {
            let some = Set((0..<random.below(200)).map { _ in Int64(random.below(Self.rowCount * 2 + 50)) }).sorted()
            let found = try await store.keys(of: .user, .theirs, rows: some)
            let wanted = expected.restricted(to: some)
            #expect(found.rows == wanted.rows)
            #expect(found.columns == wanted.columns)
            #expect(found.digests == wanted.digests)

            var filters = [HashFilter](repeating: HashFilter(), count: 2)
            for _ in 0..<random.below(40) { filters[random.below(2)].insert(UInt32(random.below(Self.rowCount))) }
            #expect(try await store.rows(of: .user, .theirs, with: filters) == expected.rows(with: filters))
        }
        #expect(try await store.keys(of: .user, .ours, rows: [1]).count == 0)
        #expect(try await store.rows(of: .user, .theirs, with: [HashFilter()]) == [])
    }

    private static func table(_ rows: [Int64], _ random: inout SeededGenerator) -> KeyTable {
        KeyTable(
            rows: rows,
            columns: (0..<2).map { _ in rows.map { _ in UInt32(random.below(rowCount)) } },
            digests: rows.map { _ in random.next() })
    }
}
