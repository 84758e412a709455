import Domain
import Synchronization
import Testing
import Web

@Suite(.timeLimit(.minutes(2))) struct RememberedTests {
    /// Counts how often it was asked, and answers when it is told to.
    private final class Source: Sendable {
        let asked = Atomic<Int>(0)
        private let gate: AsyncStream<Void>
        let open: AsyncStream<Void>.Continuation

        init() {
            (gate, open) = AsyncStream.makeStream()
        }

        func answer() async -> Int {
            let number = asked.add(1, ordering: .relaxed).newValue
            for await _ in gate {}
            return number
        }
    }

    private struct Broken: Error {}

    @Test func `many askers at once cost as much as one`() async throws {
        let remembered = Remembered<String, Int>()
        let source = Source()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try await remembered.value(of: "x", key: "1") { await source.answer() } }
            }
            source.open.finish()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 1, count: 50))
        #expect(try await remembered.value(of: "x", key: "2") { await source.answer() } == 2, "another key asks anew")
    }

    @Test func `what was known last is told until it is forgotten, whatever the key`() async throws {
        let remembered = Remembered<String, Int>()
        #expect(remembered.lastKnown("x") == nil)
        _ = try await remembered.value(of: "x", key: "1") { 7 }
        _ = try await remembered.value(of: "y", key: "1") { 8 }
        #expect(remembered.lastKnown("x") == 7)
        remembered.forget("x")
        #expect(remembered.lastKnown("x") == nil && remembered.lastKnown("y") == 8)
    }

    @Test func `while somebody asks anew the old answer serves, where that is allowed`() async throws {
        let remembered = Remembered<String, Int>()
        _ = try await remembered.value(of: "x", key: "1") { 7 }
        let source = Source()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await remembered.value(of: "x", key: "2", allowsStale: true) { await source.answer() } }
            while source.asked.load(ordering: .relaxed) == 0 { await Task.yield() }
            let stale = try await remembered.value(of: "x", key: "2", allowsStale: true) { 9 }
            #expect(stale == 7)
            source.open.finish()
            #expect(try await group.next() == 1)
        }
    }

    @Test func `a failure is remembered for a while where it has an end, and else told to those who wait alone`()
        async throws
    {
        let remembered = Remembered<String, Int>()
        let asked = Atomic<Int>(0)
        func ask(at now: Int64, lasting: Int64?) async -> Bool {
            let value = try? await remembered.value(
                of: "x", now: Instant(milliseconds: now),
                until: { _ in lasting.map { Instant(milliseconds: now + $0) } }
            ) {
                asked.add(1, ordering: .relaxed)
                throw Broken()
            }
            return value != nil
        }
        #expect(await !ask(at: 0, lasting: 100))
        #expect(await !ask(at: 99, lasting: 100))
        #expect(asked.load(ordering: .relaxed) == 1)
        #expect(await !ask(at: 100, lasting: nil))
        #expect(await !ask(at: 101, lasting: nil))
        #expect(asked.load(ordering: .relaxed) == 3)
    }
}
