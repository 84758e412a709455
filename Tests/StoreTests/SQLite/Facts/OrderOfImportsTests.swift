import Domain
import Store
import TestSupport
import Testing

/// Facts, users and accounts may come in any order, in pieces, twice, and across crashes.
@Suite struct OrderOfImportsTests {
    private static let events = ["event_id", "ts", "user_id", "account_id", "type", "feature"]
    private static let nps = ["response_id", "ts", "user_id", "account_id", "score"]

    @Test(arguments: 1...12)
    func `the order of imports changes nothing`(seed: Int) async throws {
        let expected = try await Self.kpis(Parts(seed: 7), order: SeededGenerator(seed: 0), folding: false)
        let found = try await Self.kpis(
            Parts(seed: 7), order: SeededGenerator(seed: UInt64(seed)), folding: seed % 2 == 0)
        #expect(found == expected, "seed \(seed)")
        #expect(expected.values.contains { $0["au_90d"] != "0" && $0["nps_responses_90d"] != "0" })
    }

    @Test(arguments: [0, 100, 350, 990])
    func `an import that dies in its middle and runs again loses nothing and doubles nothing`(dies: Int) async throws {
        let parts = Parts(seed: 3)
        let undisturbed = try FactScene()
        try await undisturbed.take(.events, Self.events, parts.events)
        try await undisturbed.measure("2024-03-15")

        let scene = try FactScene()
        await #expect(throws: Death.self) {
            try await scene.take(
                .events, Self.events, parts.events, rowsPerBatch: 10, rowsPerTransaction: 50, dyingAfter: dies)
        }
        // What was folded in between must not be folded again.
        try await scene.measure("2024-03-14")
        let again = try await scene.take(.events, Self.events, parts.events).counts
        #expect(again.duplicate + again.new == parts.events.count)
        #expect(again.duplicate >= min(dies, 900) / 50 * 50 - 50)
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15") == undisturbed.kpis("2024-03-15"))
        #expect(try await scene.featureKPIs("2024-03-15") == undisturbed.featureKPIs("2024-03-15"))
    }

    @Test func `a fact without an account goes to the first account that its user gets, and never moves`() async throws
    {
        let scene = try FactScene()
        let counts = try await scene.events(["2024-03-14T10:00:00Z u1 -", "2024-03-13T10:00:00Z u1 - export"])
        #expect(counts.waiting == 2)
        try await scene.take(.nps, Self.nps, [["r", "2024-03-14T10:00:00Z", "u1", "", "10"]])
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15").isEmpty)

        // Both moves before anybody measures.
        try await scene.load(.users, ["id", "account_id"], [["u1", "A"]])
        try await scene.load(.users, ["id", "account_id"], [["u1", "B"]])
        try await scene.measure("2024-03-15")
        var kpis = try await scene.kpis("2024-03-15")
        #expect(kpis["A"]?["au_7d"] == "1")
        #expect(kpis["A"]?["nps_score_7d"] == "100")
        #expect(try await scene.featureKPIs("2024-03-15")["A export"]?["users_7d"] == "1")
        #expect(kpis["B"]?["au_7d"] ?? "0" == "0")

        // A new fact counts for the account that the user has now.
        try await scene.take(
            .events, Self.events, [["late", "2024-03-12T10:00:00Z", "u1", "", "session", ""]])
        try await scene.measure("2024-03-15")
        kpis = try await scene.kpis("2024-03-15")
        #expect(["A", "B"].map { kpis[$0]?["au_7d"] } == ["1", "1"])
    }

    @Test func `a fact counts for the account that it names, wherever its user has gone since`() async throws {
        let scene = try FactScene()
        try await scene.load(.users, ["id", "account_id"], [["u1", "B"]])
        try await scene.events(["2024-03-14T10:00:00Z u1 A"])
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d"] == "1")
    }

    private static func kpis(
        _ parts: Parts, order: SeededGenerator, folding: Bool
    ) async throws -> [String: [String: String]] {
        var order = order
        let scene = try FactScene()
        for part in ["users", "accounts", "events", "more events", "nps"].shuffled(using: &order) {
            switch part {
            case "users": try await scene.load(.users, ["id", "account_id", "type"], parts.users)
            case "accounts": try await scene.load(.accounts, ["id"], parts.accounts.map { [$0] })
            case "events":
                try await scene.take(.events, events, parts.events[..<500].shuffled(using: &order), rowsPerBatch: 60)
            case "more events":
                try await scene.take(.events, events, parts.events[400...].shuffled(using: &order))
            default: try await scene.take(.nps, nps, parts.responses)
            }
            if folding { try await scene.store.fold(zone: .utc) }
        }
        try await scene.measure("2024-03-15")
        return try await scene.kpis("2024-03-15")
    }
}

/// Some users, accounts and facts by chance.
private struct Parts {
    var users: [[String]] = []
    let accounts = (0..<12).map { "A\($0)" }
    var events: [[String]] = []
    var responses: [[String]] = []

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func time() -> String {
            Instant(milliseconds: 1_710_460_800_000 - Int64(generator.below(300 * 86_400)) * 1000).iso8601
        }
        for number in 0..<80 {
            let account = number % 9 == 0 ? "" : "A\(generator.below(12))"
            users.append(["u\(number)", account, number % 13 == 0 ? "lead" : "user"])
        }
        for number in 0..<1000 {
            let user = number % 50 == 0 ? "" : "u\(generator.below(90))"
            let account = generator.below(3) == 0 ? "" : "A\(generator.below(14))"
            events.append([
                "e\(number)", time(), user, account, "session", generator.below(2) == 0 ? "f\(generator.below(4))" : "",
            ])
        }
        for number in 0..<300 {
            responses.append([
                "r\(number % 250)", time(), generator.below(4) == 0 ? "" : "u\(generator.below(90))",
                generator.below(3) == 0 ? "" : "A\(generator.below(14))",
                number % 20 == 0 ? "" : String(generator.below(11)),
            ])
        }
    }
}
