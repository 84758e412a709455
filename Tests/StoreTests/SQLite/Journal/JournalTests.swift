import Domain
import Store
import TestSupport
import Testing

@Suite struct JournalTests {
    private let folder: TemporaryFolder
    private let store: HubStore
    private let now = Instant(milliseconds: 1_750_000_000_000)

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    @Test func `a run is told with its stages and their counts, newest first`() async throws {
        let first = try await store.beginRun(trigger: .commandLine, stages: [.fetch, .match], at: now)
        let stage = StageRecord(
            stage: .fetch, entity: .user, startedAt: now, endedAt: now, counts: ["read": 3, "new": 2], reason: nil)
        try await store.record(stage, of: first)
        try await store.endRun(first, status: .done, reason: nil, at: now.advanced(by: .seconds(1)))
        let second = try await store.beginRun(trigger: .schedule, stages: [.push], at: now)

        let runs = try await store.runs(limit: 10, before: nil)
        #expect(runs.map(\.number) == [second, first])
        #expect(runs[1].stages == [.fetch, .match])
        #expect(runs[1].status == .done)
        #expect(runs[1].stageRecords == [stage])
        #expect(try await store.runs(limit: 10, before: second).map(\.number) == [first])
    }

    @Test func `a run whose process died is closed as interrupted`() async throws {
        let dead = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: now)
        #expect(try await store.closeInterruptedRuns(at: now) == [dead])
        #expect(try await store.runs(limit: 1, before: nil).first?.status == .interrupted)
        #expect(try await store.closeInterruptedRuns(at: now) == [])
    }

    @Test func `outcomes come out in the order in which they happened`() async throws {
        let run = try await store.beginRun(trigger: .commandLine, stages: [.map], at: now)
        try await store.append(
            [
                Outcome(
                    stage: .map, entity: .user, record: "u2", code: .updated, field: "title", before: "a", after: "b"),
                Outcome(stage: .fetch, entity: .user, record: "u1", code: .rejectedType, reason: "why"),
            ], to: run)
        let table = ExportedTable()
        try await store.exportOutcomes(of: run) { table.take($0) }
        #expect(table.header == ["stage", "entity", "record", "outcome", "field", "before", "after", "reason"])
        #expect(
            table.rows == [
                ["map", "user", "u2", "updated", "title", "a", "b", ""],
                ["fetch", "user", "u1", "rejected_type", "", "", "", "why"],
            ])
        #expect(try await store.outcomeCounts(of: run, stage: .map) == [.updated: 1])
    }

    @Test func `old runs lose what became of each record, and keep their counts`() async throws {
        var runs: [RunNumber] = []
        for day in 0..<3 {
            let run = try await store.beginRun(
                trigger: .schedule, stages: [.map], at: now.advanced(by: .seconds(86_400 * day)))
            try await store.append([Outcome(stage: .map, entity: .user, record: "u", code: .updated)], to: run)
            let stage = StageRecord(
                stage: .map, entity: .user, startedAt: now, endedAt: now, counts: ["records changed": 1], reason: nil)
            try await store.record(stage, of: run)
            runs.append(run)
        }
        #expect(try await store.lastRunWithoutOutcomes() == nil)
        try await store.dropOutcomes(ofRunsBefore: now.advanced(by: .seconds(86_400 * 2)))
        #expect(try await store.lastRunWithoutOutcomes() == runs[1])
        var kept: [Int] = []
        for run in runs { kept.append(try await store.outcomeCounts(of: run, stage: nil)[.updated] ?? 0) }
        #expect(kept == [0, 0, 1])
        #expect(try await store.runs(limit: 9, before: nil).allSatisfy { $0.stageRecords.count == 1 })
        // Looking further back again brings nothing back, and takes nothing away.
        try await store.dropOutcomes(ofRunsBefore: now)
        #expect(try await store.lastRunWithoutOutcomes() == runs[1])
    }

    @Test func `the workspace's lock is held by one at a time and goes with its holder`() throws {
        do {
            let held = try WorkspaceLock(folder: folder.path)
            let isHeld = held != nil
            #expect(isHeld)
            let isSecondHeld = try WorkspaceLock(folder: folder.path) != nil
            #expect(!isSecondHeld)
            _ = consume held
        }
        let isHeldAgain = try WorkspaceLock(folder: folder.path) != nil
        #expect(isHeldAgain)
    }

    @Test func `bookmarks move and go`() async throws {
        try await store.setBookmark("fetch:Contact", to: "a", in: nil, at: now)
        try await store.setBookmark("fetch:Contact", to: "b", in: nil, at: now)
        #expect(try await store.bookmark("fetch:Contact") == "b")
        try await store.setBookmark("fetch:Contact", to: nil, in: nil, at: now)
        #expect(try await store.bookmark("fetch:Contact") == nil)
    }
}
