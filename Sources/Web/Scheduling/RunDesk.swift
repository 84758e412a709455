package import Domain
import HTTPTypes
package import SyncEngine
import Synchronization

/// What a person or the schedule wants done, one at a time.
package enum RunOrder: Sendable {
    case stages(RunRequest)
    /// Give back what a run replaced.
    case undo(RunNumber)
}

/// What is happening, for whoever watches.
package enum RunEvent: Sendable {
    case started
    case progress(StageProgress)
    case ended(status: RunStatus, run: RunNumber?, reason: String?)
    /// Nothing has happened; the line is still there.
    case heartbeat
}

/// Where runs are ordered and watched: one goes on at a time, and everybody sees how far it is.
package final class RunDesk: Sendable {
    package struct Activity: Sendable {
        package let startedAt: Instant
        package var progress: StageProgress?
    }

    private struct State {
        var activity: Activity?
        var lastShown: ContinuousClock.Instant?
        var watchers: [Int: AsyncStream<RunEvent>.Continuation] = [:]
        var nextWatcher = 0
    }

    private let state = Mutex(State())
    private let work: @Sendable (RunOrder, @escaping @Sendable (StageProgress) -> Void) async throws -> RunReport?
    private let clock: @Sendable () -> Instant
    private let orders: AsyncStream<RunOrder>
    private let ordering: AsyncStream<RunOrder>.Continuation
    /// Pages show ten steps a second at most.
    private static let showInterval = Duration.milliseconds(100)

    init(
        perform: @escaping @Sendable (RunOrder, @escaping @Sendable (StageProgress) -> Void) async throws -> RunReport?,
        clock: @escaping @Sendable () -> Instant
    ) {
        work = perform
        self.clock = clock
        (orders, ordering) = AsyncStream.makeStream(of: RunOrder.self)
    }

    /// The run that is going on.
    package var activity: Activity? { state.withLock { $0.activity } }

    /// Has a run begun soon; refuses while another one goes on.
    package func order(_ order: RunOrder) throws(Problem) {
        guard claim() else {
            throw Problem(.conflict, "run_in_progress", "A run is going on. Wait until it has ended, then try again.")
        }
        ordering.yield(order)
    }

    /// Runs now, and returns when it is done; nothing while another run goes on, here or in another process.
    func perform(_ order: RunOrder) async throws -> RunReport? {
        guard claim() else { return nil }
        return try await carryOut(order)
    }

    /// What happens from now on; ends with the watcher's task.
    package func events() -> AsyncStream<RunEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: RunEvent.self, bufferingPolicy: .bufferingNewest(64))
        let number = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = continuation
            return state.nextWatcher
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Carries out what is ordered until its task is cancelled.
    func serveOrders(_ failed: @Sendable (any Error) -> Void) async {
        for await order in orders {
            do {
                _ = try await carryOut(order)
            } catch {
                failed(error)
            }
        }
    }

    func beat() {
        tell(.heartbeat)
    }

    private func claim() -> Bool {
        state.withLock { state in
            guard state.activity == nil else { return false }
            state.activity = Activity(startedAt: clock())
            return true
        }
    }

    /// The slot is ours; it is given back whatever happens.
    private func carryOut(_ order: RunOrder) async throws -> RunReport? {
        tell(.started)
        do {
            let report = try await work(order) { [self] in show($0) }
            let status = report?.status ?? .skippedOverlap
            end(.ended(status: status, run: report?.run, reason: report?.reason))
            return report
        } catch {
            end(.ended(status: .failed, run: nil, reason: (error as? any RemediableError)?.advice))
            throw error
        }
    }

    private func show(_ progress: StageProgress) {
        let isShown = state.withLock { state in
            let now = ContinuousClock.now
            let before = state.activity?.progress
            state.activity?.progress = progress
            if before?.stage == progress.stage, before?.entity == progress.entity, let last = state.lastShown,
                now - last < Self.showInterval
            {
                return false
            }
            state.lastShown = now
            return true
        }
        if isShown { tell(.progress(progress)) }
    }

    private func end(_ event: RunEvent) {
        state.withLock { $0.activity = nil }
        tell(event)
    }

    private func tell(_ event: RunEvent) {
        for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.yield(event) }
    }
}
