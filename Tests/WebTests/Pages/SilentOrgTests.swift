import Domain
import Testing
import Web

@Suite struct SilentOrgTests {
    private static let now = Instant(milliseconds: 1_790_000_000_000)

    @Test func `an org that does not answer is waited for once, and asked again later`() async throws {
        let memory = PageMemory(patience: .milliseconds(20))
        let asked = Count()
        let ask: @Sendable () async throws -> SalesforceQuota? = {
            await asked.add()
            try await Task.sleep(for: .seconds(3600))
            return nil
        }
        for _ in 1...3 {
            await #expect(throws: PlainError.self) { _ = try await memory.quota(now: Self.now, ask) }
            await #expect(throws: PlainError.self) { _ = try await memory.objects(now: Self.now) { ["Account"] } }
        }
        #expect(await asked.value == 1)
        let later = Self.now.advanced(by: .seconds(31))
        #expect(try await memory.objects(now: later) { ["Account"] } == ["Account"])
    }

    @Test func `a connection that was renewed is asked at once`() async throws {
        let memory = PageMemory(patience: .seconds(60))
        await #expect(throws: PlainError.self) {
            _ = try await memory.quota(now: Self.now) { throw PlainError("The token was revoked.") }
        }
        await #expect(throws: PlainError.self) { _ = try await memory.quota(now: Self.now) { nil } }
        memory.forgetSalesforce()
        #expect(try await memory.quota(now: Self.now) { nil } == nil)
    }
}

private actor Count {
    private(set) var value = 0

    func add() { value += 1 }
}
