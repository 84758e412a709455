import Synchronization

/// A clock that stands still until it is told to go on.
final class StepClock: Sendable {
    private let time: Mutex<Int64>

    init(_ start: Int64 = 1_780_000_000_000) {
        time = Mutex(start)
    }

    var now: Int64 { time.withLock { $0 } }

    func advance(by seconds: Int64) {
        time.withLock { $0 += seconds * 1000 }
    }
}
