import Domain
import Synchronization

/// Answers that are dear to work out, each kept under a key that says for what it is good, and until when.
///
/// Whoever asks for what is just being worked out waits for it: many askers at once cost as much as one. A failure is
/// an answer as well, so that what cannot be reached is not asked by every page anew.
final class Remembered<Name: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Answer = Result<Value, any Error>

    private struct Known {
        let key: String
        let until: Instant?
        let answer: Answer
    }

    private struct State {
        var known: [Name: Known] = [:]
        var asking: [Name: [CheckedContinuation<Answer?, Never>]] = [:]
    }

    private let state = Mutex(State())
    private static var most: Int { 256 }

    /// - Parameter until: when an answer is no longer good; nothing means as long as the key is asked for.
    func value(
        of name: Name, key: String = "", now: Instant = Instant(milliseconds: 0),
        until: (Bool) -> Instant? = { _ in nil },
        _ ask: () async throws -> Value
    ) async throws -> Value {
        let others = await withCheckedContinuation { waiter in
            let (isOurs, known) = take(name, key, now, waiter)
            if isOurs { waiter.resume(returning: known) }
        }
        if let others { return try others.get() }
        let answer: Answer
        do {
            answer = .success(try await ask())
        } catch {
            answer = .failure(error)
        }
        keep(answer, name, key, until: until((try? answer.get()) != nil))
        return try answer.get()
    }

    func forget() {
        state.withLock { $0.known = [:] }
    }

    /// A known answer, or nothing where we are the first to ask; not ours where somebody asks already.
    private func take(
        _ name: Name, _ key: String, _ now: Instant, _ waiter: CheckedContinuation<Answer?, Never>
    ) -> (isOurs: Bool, known: Answer?) {
        state.withLock { state in
            if let known = state.known[name], known.key == key, known.until.map({ $0 > now }) ?? true {
                return (true, known.answer)
            }
            guard state.asking[name] == nil else {
                state.asking[name]?.append(waiter)
                return (false, nil)
            }
            state.asking[name] = []
            return (true, nil)
        }
    }

    private func keep(_ answer: Answer, _ name: Name, _ key: String, until: Instant?) {
        let waiters = state.withLock { state in
            if state.known.count >= Self.most, let other = state.known.keys.first { state.known[other] = nil }
            // A failure without an end is told to those who wait, and to nobody else.
            let isKept = until != nil || (try? answer.get()) != nil
            state.known[name] = isKept ? Known(key: key, until: until, answer: answer) : nil
            return state.asking.removeValue(forKey: name) ?? []
        }
        for waiter in waiters { waiter.resume(returning: answer) }
    }
}

/// Does something within a time, or says that it took too long.
func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw PlainError("Salesforce did not answer within \(limit.components.seconds) seconds.")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
