import Synchronization

/// A clock on which every sleep is over at once; it remembers how long each was meant to be.
package final class PassingClock: Clock {
    package typealias Duration = Swift.Duration
    package typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    private let slept = Mutex<[Duration]>([])

    package init() {}

    package var sleeps: [Duration] { slept.withLock { $0 } }
    package var now: Instant { start + slept.withLock { $0.reduce(.zero, +) } }
    package var minimumResolution: Duration { .zero }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let pause = deadline - now
        slept.withLock { $0.append(pause) }
    }
}
