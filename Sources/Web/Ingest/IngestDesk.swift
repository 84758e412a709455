import Domain
import HTTPTypes
import Logging
import Synchronization

/// Where deliveries wait to be written, many of them by one commit, and are answered when they are on disk.
package final class IngestDesk: Sendable {
    private struct Waiting {
        let delivery: IngestDelivery
        let answer: CheckedContinuation<[IngestDelivery.Refusal], any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var bytes = 0
        var readers = 0
        var isClosed = false
    }

    let knownVisitors = KnownVisitors()
    private let writer: IngestWriter
    private let log: Logger
    private let state = Mutex(State())
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// What may wait in memory: beyond it senders are told to come back.
    private static let mostBytes = 16 << 20
    /// Requests whose bodies are being read at the same time.
    private static let mostReaders = 256

    init(store: any RecordStore & FactStore, log: Logger) {
        writer = IngestWriter(store: store)
        self.log = log
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// How much waits, in bytes.
    var backlog: Int { state.withLock { $0.bytes } }

    /// Reads a request's body while there is room for it.
    func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        let isAdmitted = state.withLock { state in
            guard state.readers < Self.mostReaders, state.bytes < Self.mostBytes else { return false }
            state.readers += 1
            return true
        }
        guard isAdmitted else { throw Self.full }
        defer { state.withLock { $0.readers -= 1 } }
        return try await body()
    }

    /// Writes a delivery; returns when it is durable, with the messages that could not be taken.
    func write(_ delivery: IngestDelivery) async throws -> [IngestDelivery.Refusal] {
        guard !delivery.isEmpty else { return delivery.refusals }
        return try await withCheckedThrowingContinuation { answer in
            let isTaken = state.withLock { state in
                guard !state.isClosed, state.bytes < Self.mostBytes else { return false }
                state.waiting.append(Waiting(delivery: delivery, answer: answer))
                state.bytes += delivery.byteCount
                return true
            }
            if isTaken { wake.yield() } else { answer.resume(throwing: Self.full) }
        }
    }

    /// Writes what waits, group by group, until its task is cancelled.
    package func serve() async {
        for await _ in wakes {
            while case let group = take(), !group.isEmpty { await write(group) }
        }
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in left { waiting.answer.resume(throwing: Self.full) }
    }

    private func take() -> [Waiting] {
        state.withLock { state in
            defer { state.waiting.removeAll(keepingCapacity: true) }
            return state.waiting
        }
    }

    private func write(_ group: [Waiting]) async {
        let bytes = group.reduce(0) { $0 + $1.delivery.byteCount }
        do {
            let refusals = try await writer.write(group.map(\.delivery))
            for (waiting, refused) in zip(group, refusals) { waiting.answer.resume(returning: refused) }
        } catch {
            // Nobody knows what was written: the senders send again, and ids that are known count once.
            knownVisitors.forget()
            log.error("ingest failed", metadata: ["reason": "\((error as? any RemediableError)?.advice ?? "unknown")"])
            for waiting in group { waiting.answer.resume(throwing: error) }
        }
        state.withLock { $0.bytes -= bytes }
    }

    private static var full: Problem {
        Problem(
            .serviceUnavailable, "busy", "More is coming in than can be written. Send this again in a moment.",
            retryAfter: .seconds(1))
    }
}
