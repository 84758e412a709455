import Connectors
import Domain
import Testing

@Suite struct QuotaTests {
    private static func count(usage: String?) -> RecordedServer.Answer {
        .json(
            #"{"totalSize":1,"done":true,"records":[]}"#,
            headers: usage.map { [("Sforce-Limit-Info", $0)] } ?? [])
    }

    private static func limits(remaining: Int) -> RecordedServer.Answer {
        .json(
            #"{"DailyApiRequests":{"Max":5000,"Remaining":\#(remaining),"Ours":{"Max":0,"Remaining":0}},"DataStorageMB":{"Max":5,"Remaining":1}}"#
        )
    }

    @Test func `the quota is what the org says`() async throws {
        let org = try RecordedOrg(["GET /limits": [Self.limits(remaining: 4982)]])
        #expect(try await org.connector().quota() == SalesforceQuota(used: 18, limit: 5000))
    }

    @Test(arguments: [
        ("api-usage=3999/5000", 100, false), ("api-usage=4000/5000", 1000, true),
        ("api-usage=4000/5000; per-app-api-usage=17/250(appName=x)", 999, true),
        ("per-app-api-usage=250/250(appName=x); api-usage=10/5000", 100, false),
        // The header of the last answer was late: the org itself says that there is enough.
        ("api-usage=4500/5000", 4000, false),
    ])
    func `a run stops by itself where the reserve begins`(usage: String, remaining: Int, stops: Bool) async throws {
        let org = try RecordedOrg([
            "GET /query": [Self.count(usage: usage)], "GET /limits": [Self.limits(remaining: remaining)],
        ])
        let connector = org.connector(reserve: 0.2)
        _ = try await connector.count("SELECT count() FROM Account")
        if stops {
            let error = await #expect(throws: SalesforceError.self) {
                try await connector.count("SELECT count() FROM Account")
            }
            #expect(error?.reason == .quotaReserveReached)
            #expect(error?.remedy == .pauseRun)
            #expect(org.requests("GET /query").count == 1)
        } else {
            #expect(try await connector.count("SELECT count() FROM Account") == 1)
        }
    }
}
