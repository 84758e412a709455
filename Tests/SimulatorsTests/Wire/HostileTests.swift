import Foundation
import Simulators
import Testing

@Suite struct HostileTests {
    @Test func `a specification names every fault by share or by count`() throws {
        let spec = try HostileSpec(
            parsing:
                "seed=7,slow=5%,expire=1/200,429=2%,503=1%,lock=3%,truncate=1%,drop=1%,partial=2%,late=1%,limit=5000")
        #expect(spec.seed == 7)
        #expect(spec.dailyLimit == 5000)
        #expect(spec.frequencies[.expire] == .everyNth(200))
        #expect(spec.frequencies[.tooManyRequests] == .share(0.02))
        #expect(spec.frequencies.count == HostileSpec.Fault.allCases.count)
    }

    @Test(arguments: ["slow", "slow=5", "slow=200%", "slwo=5%", "expire=1/0", "seed=x", "limit=-1", "lock=1/x"])
    func `a bad part is named`(part: String) {
        let error = #expect(throws: HostileSpecError.self) { try HostileSpec(parsing: "seed=1,\(part),drop=1%") }
        #expect(error?.part == part)
        #expect(error?.description.contains(part) == true)
    }

    @Test func `every third session expires, and a new one goes on`() async throws {
        try await withSimulator(hostile("expire=1/3")) { client in
            var session = try await client.loggedIn()
            var statuses: [Int] = []
            for _ in 0..<6 {
                let status = try await session.get("/services/data/v62.0/limits").status
                statuses.append(status)
                if status == 401 { session = try await client.loggedIn() }
            }
            #expect(statuses == [200, 200, 401, 200, 200, 401])
        }
    }

    @Test func `the same seed spoils the same requests`() async throws {
        func statuses() async throws -> [Int] {
            let found = StatusList()
            try await withSimulator(hostile("seed=11,429=30%,503=20%")) { client in
                for _ in 0..<30 { found.append(try await client.get("/services/data").status) }
            }
            return found.all
        }
        let first = try await statuses()
        let second = try await statuses()
        #expect(first == second)
        #expect(Set(first) == [200, 429, 503])
    }

    @Test(arguments: ["truncate=1/2", "drop=1/2"])
    func `a connection that breaks is an error, and the next request works`(spec: String) async throws {
        try await withSimulator(hostile(spec)) { client in
            // On a kept connection the client would quietly try again.
            let once = ["Connection": "close"]
            let first = try await client.get("/services/data", headers: once)
            await #expect(throws: (any Error).self) { try await client.get("/services/data", headers: once) }
            let third = try await client.get("/services/data", headers: once)
            #expect(first.status == 200 && third.status == 200)
        }
    }

    @Test func `the daily limit refuses what comes after it`() async throws {
        try await withSimulator(hostile("limit=3")) { client in
            let session = try await client.loggedIn()
            var replies: [WireClient.Reply] = []
            for _ in 0..<4 { replies.append(try await session.get("/services/data/v62.0/limits")) }
            #expect(replies.map(\.status) == [200, 200, 200, 403])
            #expect(
                replies.map { $0.header("Sforce-Limit-Info") } == [
                    "api-usage=1/3", "api-usage=2/3", "api-usage=3/3", "api-usage=3/3",
                ])
            #expect(
                replies[3].text
                    == "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]")
        }
    }

    private func hostile(_ spec: String) throws -> SalesforceSimulator.Options {
        var options = SalesforceSimulator.Options.quick
        options.hostility = try HostileSpec(parsing: spec)
        return options
    }
}
