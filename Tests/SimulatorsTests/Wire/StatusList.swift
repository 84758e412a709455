import Synchronization

/// Statuses collected across a simulator's life.
final class StatusList: Sendable {
    private let statuses = Mutex<[Int]>([])

    var all: [Int] { statuses.withLock { $0 } }

    func append(_ status: Int) { statuses.withLock { $0.append(status) } }
}
