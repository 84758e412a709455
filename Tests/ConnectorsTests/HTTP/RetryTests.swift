import Connectors
import TestSupport
import Testing

@Suite struct RetryTests {
    @Test func `pauses double, spread over their second half, and end`() {
        let policy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), longestDelay: .seconds(5))
        #expect(
            (1...5).map { policy.delay(afterAttempt: $0, jitter: 1) } == [
                .seconds(1), .seconds(2), .seconds(4), .seconds(5), nil,
            ])
        #expect(policy.delay(afterAttempt: 1, jitter: 0) == .milliseconds(500))
    }

    @Test(arguments: [(Duration.seconds(3), Duration?.some(.seconds(3))), (.zero, .seconds(1)), (.seconds(600), nil)])
    func `a pause that the server names is kept, if a run can wait for it`(asked: Duration, delay: Duration?) {
        let policy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), longestDelay: .seconds(60))
        #expect(policy.delay(afterAttempt: 1, serverAsksFor: asked, jitter: 1) == delay)
    }

    @Test(arguments: [
        RecordedServer.Answer.hangUp, .init(status: 429), .init(status: 503), .init(status: 500), .init(status: 502),
        .init(status: 420), .json("{\"totalSize\":12}").cut(after: 5),
    ])
    func `a passing fault of a reading request passes unseen`(fault: RecordedServer.Answer) async throws {
        let org = try RecordedOrg(["GET /query": [fault, .json(#"{"totalSize":12,"done":true,"records":[]}"#)]])
        #expect(try await org.connector().count("SELECT count() FROM Account") == 12)
        #expect(org.clock.sleeps == [.milliseconds(500)])
    }

    @Test func `a refusal is not asked twice`() async throws {
        let org = try RecordedOrg([
            "GET /query": [.error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")]
        ])
        await #expect(throws: SalesforceError.self) { try await org.connector().count("SELECT count() FROM X") }
        #expect(org.requests("GET /query").count == 1)
    }
}
