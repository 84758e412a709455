import Domain

/// Hands parts from the task that downloads to the task that writes, and holds few of them, so that neither waits for
/// the other long and memory stays bounded.
actor PartChannel {
    private let capacity: Int
    private var parts: [SalesforcePart] = []
    private var end: Result<Void, any Error>?
    private var isAbandoned = false
    private var sender: CheckedContinuation<Void, Never>?
    private var receiver: CheckedContinuation<Void, Never>?

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Waits for room; returns false once nobody receives any more.
    func send(_ part: SalesforcePart) async -> Bool {
        while parts.count >= capacity, !isAbandoned {
            await withCheckedContinuation { sender = $0 }
        }
        guard !isAbandoned else { return false }
        parts.append(part)
        wake(&receiver)
        return true
    }

    /// After the last part, or after what went wrong.
    func finish(_ result: Result<Void, any Error>) {
        end = result
        wake(&receiver)
    }

    /// The next part, or nothing at the end; what went wrong is thrown once the parts before it are taken.
    func receive() async throws -> SalesforcePart? {
        while parts.isEmpty {
            if let end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { receiver = $0 }
        }
        let part = parts.removeFirst()
        wake(&sender)
        return part
    }

    /// Lets a waiting sender go.
    func abandon() {
        isAbandoned = true
        parts = []
        wake(&sender)
    }

    private func wake(_ continuation: inout CheckedContinuation<Void, Never>?) {
        continuation?.resume()
        continuation = nil
    }
}
