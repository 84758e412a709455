import Domain
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct MeasureStageTests {
    @Test func `a run measures as of today in the workspace's zone, and drops what is too old`() async throws {
        let folder = try TemporaryFolder()
        let store = try await Self.store(
            in: folder,
            events: [
                ["1", "2024-03-13T10:00:00Z", "u1", "A", "session"],
                ["2", "2024-02-01T10:00:00Z", "u2", "A", "session"],
            ])

        var configuration = HubConfiguration()
        configuration.workspace.timeZone = "Asia/Tokyo"
        configuration.facts.keepRawEventsDays = 30
        // In Tokyo the 15th has begun.
        let now = try #require(Instant(iso8601: "2024-03-14T16:00:00Z"))
        let report = try await MeasureStage(facts: store).run(
            RunContext(run: RunNumber(1), configuration: configuration, startedAt: now))
        #expect((report["measured"], report["changed"], report["raw events dropped"]) == (1, 1, 1))
        let kpi = try #require(KPI.named("au_90d"))
        let day = try #require(Day("2024-03-15"))
        #expect(try await store.values(of: kpi, feature: nil, asOf: day, changedSince: nil).values == [2])
    }

    @Test func `of old measurings the first of each month is kept`() async throws {
        let folder = try TemporaryFolder()
        let store = try await Self.store(in: folder, events: [["1", "2024-01-02T10:00:00Z", "u1", "A", "session"]])
        var configuration = HubConfiguration()
        configuration.facts.keepKPIsDays = 10
        var dropped: [Int] = []
        for day in ["2024-01-03", "2024-01-20", "2024-02-02", "2024-02-03", "2024-02-14"] {
            let context = RunContext(
                run: RunNumber(1), configuration: configuration, startedAt: Instant(milliseconds: 1_710_504_000_000),
                asOf: Day(day))
            dropped.append(try await MeasureStage(facts: store).run(context)["old measurings dropped"])
        }
        #expect(dropped == [0, 0, 1, 0, 1])
        let measured = try await store.measurements(ofAccount: "A", limit: 9).map(\.asOf.text)
        #expect(measured == ["2024-02-14", "2024-02-02", "2024-01-03"])
        let kpi = try #require(KPI.named("au_90d"))
        let day = try #require(Day("2024-02-03"))
        await #expect(throws: PlainError.self) {
            try await store.values(of: kpi, feature: nil, asOf: day, changedSince: nil)
        }
    }

    @Test func `what is shown is the day that a run measured last, though a later one was measured before`()
        async throws
    {
        let folder = try TemporaryFolder()
        let store = try await Self.store(in: folder, events: [["1", "2024-01-02T10:00:00Z", "u1", "A", "session"]])
        for day in ["2024-01-03", "2030-01-01", "2024-01-03"] {
            let context = RunContext(
                run: RunNumber(1), configuration: HubConfiguration(),
                startedAt: Instant(milliseconds: 1_710_504_000_000), asOf: Day(day))
            _ = try await MeasureStage(facts: store).run(context)
            #expect(try await store.measuredDay(nil)?.text == day)
            #expect(try await store.measurements(ofAccount: "A", limit: 9).first?.asOf.text == day)
        }
    }

    @Test func `a zone that does not exist is named`() async throws {
        let folder = try TemporaryFolder()
        let store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
        var configuration = HubConfiguration()
        configuration.workspace.timeZone = "Europe/Atlantis"
        let context = RunContext(
            run: RunNumber(1), configuration: configuration, startedAt: Instant(milliseconds: 1_710_504_000_000))
        await #expect(throws: PlainError.self) { try await MeasureStage(facts: store).run(context) }
    }

    private static func store(in folder: TemporaryFolder, events: [[String]]) async throws -> HubStore {
        let store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
        var batches = [TextBatch(events)]
        _ = try await store.importFacts(
            .events, header: ["event_id", "ts", "user_id", "account_id", "type"], from: { batches.popLast() },
            rejected: { _ in })
        return store
    }
}
