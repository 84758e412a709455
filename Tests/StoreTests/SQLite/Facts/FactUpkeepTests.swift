import Domain
import Store
import TestSupport
import Testing

@Suite struct FactUpkeepTests {
    @Test func `purging raw events leaves the calendars, and later events are folded as ever`() async throws {
        let scene = try FactScene()
        try await scene.events(["2023-06-01T10:00:00Z u1 A", "2024-03-14T10:00:00Z u2 A", "2024-03-14T11:00:00Z u3 A"])
        let day = try "2024-03-15".day
        #expect(try await scene.store.purgeRawEvents(before: day, zone: .utc) == 3)
        #expect(try await scene.store.purgeRawEvents(before: day, zone: .utc) == 0)
        try await scene.events(["2024-03-14T12:00:00Z u4 A"])
        try await scene.measure("2024-03-15")
        try await scene.measure("2023-06-02")
        #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d"] == "3")
        #expect(try await scene.kpis("2023-06-02")["A"]?["au_7d"] == "1")
        #expect(try await scene.rows("SELECT count(*) FROM event") == [["1"]])
    }

    @Test func `a change of the zone counts days anew, as far back as raw events reach`() async throws {
        var scene = try FactScene()
        // At four in the morning it is still the day before in New York.
        try await scene.events(["2024-03-08T04:00:00Z u1 A", "2024-01-10T04:00:00Z u2 A"])
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d"] == "1")
        #expect(try await scene.store.purgeRawEvents(before: try "2024-02-01".day, zone: .utc) == 1)

        scene.zone = try #require(WorkspaceZone(named: "America/New_York"))
        try await scene.measure("2024-03-15")
        try await scene.measure("2024-01-11")
        #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d"] == "0")
        #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d_prev"] == "1")
        // Nobody knows the hour of the old one any more: it keeps its day.
        #expect(try await scene.kpis("2024-01-11")["A"]?["au_7d"] == "1")
        #expect(try await scene.days(of: "u2", asOf: "2024-01-11") == ["2024-01-10"])
        #expect(try await scene.days(of: "u1", asOf: "2024-03-10") == ["2024-03-07"])
    }

    @Test func `an erased user is counted nowhere, and leaves no trace in facts`() async throws {
        let scene = try FactScene()
        try await scene.events([
            "2024-03-14T10:00:00Z u1 A", "2024-03-14T10:00:00Z u2 A", "2024-03-14T10:00:00Z u1 B",
            "2024-03-14T10:00:00Z u1 -",
        ])
        try await scene.take(
            .nps, ["response_id", "ts", "user_id", "account_id", "score", "comment"],
            [["r", "2024-03-14T10:00:00Z", "u1", "A", "10", "call me"]])
        try await scene.measure("2024-03-15")
        try await scene.store.eraseUser("u1")
        try await scene.measure("2024-03-15")
        let kpis = try await scene.kpis("2024-03-15")
        #expect(["A", "B"].map { kpis[$0]?["au_7d"] } == ["1", "0"])
        #expect(kpis["A"]?["nps_responses_7d"] == "1")
        #expect(try await scene.rows("SELECT user, comment FROM nps") == [["", ""]])
        #expect(try await scene.rows("SELECT count(*) FROM event") == [["1"]])
        #expect(try await scene.rows("SELECT count(*) FROM fact_waiting") == [["0"]])
        // The next user may get the key of the erased one, and nothing else of it.
        try await scene.events(["2024-03-01T10:00:00Z u9 B"])
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15")["B"]?["au_7d"] == "0")
    }
}
