import Domain
import HTTPTypes
import Logging
import Synchronization

/// Where deliveries wait to be written, many of them by one commit, and are answered when they are on disk.
package final class IngestDesk: Sendable {
    private struct Waiting {
        let delivery: IngestDelivery
        let answer: CheckedContinuation<IngestDelivery.Answer, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var bytes = 0
        var readers = 0
        var arrivedBytes = 0
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
    /// What may have come of bodies that are not whole yet.
    private static let mostArrivedBytes = 32 << 20
    /// Requests whose bodies are being read at the same time: one that comes slowly costs little, so they may be many.
    private static let mostReaders = 4096

    init(store: any RecordStore & FactStore, log: Logger) {
        writer = IngestWriter(store: store)
        self.log = log
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// How much waits, in bytes.
    var backlog: Int { state.withLock { $0.bytes } }

    /// Reads a request's body while there is room for it; the body says of each part how many bytes arrived.
    func reading<Result>(
        _ body: (_ arrived: (Int) throws -> Void) async throws -> Result
    ) async throws -> Result {
        let isAdmitted = state.withLock { state in
            guard state.readers < Self.mostReaders, state.bytes < Self.mostBytes else { return false }
            state.readers += 1
            return true
        }
        guard isAdmitted else { throw Self.full }
        var arrivedBytes = 0
        defer {
            state.withLock { state in
                state.readers -= 1
                state.arrivedBytes -= arrivedBytes
            }
        }
        return try await body { bytes in
            let hasRoom = state.withLock { state in
                guard state.arrivedBytes + bytes <= Self.mostArrivedBytes else { return false }
                state.arrivedBytes += bytes
                return true
            }
            guard hasRoom else { throw Self.full }
            arrivedBytes += bytes
        }
    }

    /// Writes a delivery; returns when it is durable, with what could not be taken.
    func write(_ delivery: IngestDelivery) async throws -> IngestDelivery.Answer {
        guard !delivery.isEmpty else { return delivery.answer }
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
            let answers = try await writer.write(group.map(\.delivery))
            for (waiting, answer) in zip(group, answers) {
                knownVisitors.insert(waiting.delivery.visitors)
                waiting.answer.resume(returning: answer)
            }
        } catch {
            // Nobody knows what was written: the senders send again, and facts that are known count once.
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
