package import Domain
import Synchronization

/// Answers that are dear to work out, each kept under a key that says for what it is good, and until when.
///
/// Whoever asks for what is just being worked out waits for it: many askers at once cost as much as one. A failure is
/// an answer as well, so that what cannot be reached is not asked by every page anew.
package final class Remembered<Name: Hashable & Sendable, Value: Sendable>: Sendable {
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

    package init() {}

    private static var most: Int { 256 }

    /// - Parameters:
    ///   - until: when an answer is no longer good; nothing means as long as the key is asked for.
    ///   - allowsStale: while somebody works out a new answer, the others are given the old one.
    package func value(
        of name: Name, key: String = "", allowsStale: Bool = false, now: Instant = Instant(milliseconds: 0),
        until: (Bool) -> Instant? = { _ in nil },
        _ ask: () async throws -> Value
    ) async throws -> Value {
        while let others = await answer(name, key, now, allowsStale) {
            // Whoever asked has left: then it is our turn to ask.
            if case .failure(let error) = others, error is CancellationError, !Task.isCancelled { continue }
            return try others.get()
        }
        let ours: Answer
        do {
            ours = .success(try await ask())
        } catch {
            ours = .failure(error)
        }
        keep(ours, name, key, until: until((try? ours.get()) != nil))
        return try ours.get()
    }

    /// What is known, or what somebody who asks already will know; nothing where it is ours to ask.
    private func answer(_ name: Name, _ key: String, _ now: Instant, _ allowsStale: Bool) async -> Answer? {
        await withCheckedContinuation { waiter in
            let (isOurs, known) = take(name, key, now, allowsStale, waiter)
            if isOurs { waiter.resume(returning: known) }
        }
    }

    /// What was worked out last, whatever it was good for.
    package func lastKnown(_ name: Name) -> Value? {
        state.withLock { try? $0.known[name]?.answer.get() }
    }

    package func forget(_ name: Name) {
        state.withLock { $0.known[name] = nil }
    }

    package func forget() {
        state.withLock { $0.known = [:] }
    }

    /// A known answer, or nothing where we are the first to ask; not ours where somebody asks already.
    private func take(
        _ name: Name, _ key: String, _ now: Instant, _ allowsStale: Bool,
        _ waiter: CheckedContinuation<Answer?, Never>
    ) -> (isOurs: Bool, known: Answer?) {
        state.withLock { state in
            if let known = state.known[name], known.key == key, known.until.map({ $0 > now }) ?? true {
                return (true, known.answer)
            }
            guard state.asking[name] == nil else {
                if allowsStale, let stale = state.known[name] { return (true, stale.answer) }
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
