import Foundation
import Synchronization

/// Clients that send one user after another and keep the book of what was acknowledged, and when.
final class SendingClients: Sendable {
    private struct Book {
        var sent = 0
        var acknowledged: [String] = []
        /// Sent, and never answered.
        var unknown: [String] = []
    }

    private let book = Mutex(Book())
    private let isOver = Atomic<Bool>(false)
    private let server: Server
    private let key: String
    private let tag: String

    init(_ server: Server, key: String, tag: String) {
        self.server = server
        self.key = key
        self.tag = tag
    }

    var acknowledged: [String] { book.withLock { $0.acknowledged } }
    /// All that were ever sent, answered or not.
    var unanswered: [String] { book.withLock { $0.unknown } }

    /// Sends until told to end, or until the server is gone.
    func run(clients: Int, batch: Int = 10) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask { [self] in
                    while !isOver.load(ordering: .relaxed), await send(batch) {}
                }
            }
        }
    }

    func end() { isOver.store(true, ordering: .relaxed) }

    /// Each id is a user and an event of its own, so that both are found exactly once or not at all.
    private func send(_ count: Int) async -> Bool {
        let first = book.withLock { book in
            defer { book.sent += count }
            return book.sent
        }
        let ids = (first..<first + count).map { "\(tag)-\($0)" }
        let messages = ids.map {
            #"{"type":"track","event":"Used","userId":"\#($0)","messageId":"m-\#($0)","context":{"groupId":"g"}}"#
        }
        guard let answer = try? await server.ingest(messages, key: key) else {
            book.withLock { $0.unknown += ids }
            return false
        }
        guard answer.status == 200 else { return true }
        book.withLock { $0.acknowledged += ids }
        return true
    }
}
