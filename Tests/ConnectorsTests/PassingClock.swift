import Synchronization

/// A clock on which every sleep is over at once; it remembers how long each was meant to be.
final class PassingClock: Clock {
    typealias Duration = Swift.Duration
    typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    private let slept = Mutex<[Duration]>([])

    var sleeps: [Duration] { slept.withLock { $0 } }
    var now: Instant { start + slept.withLock { $0.reduce(.zero, +) } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let pause = deadline - now
        slept.withLock { $0.append(pause) }
    }
}
