import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// What has arrived of an answer and has not been read; holds the server back while that is much.
final class HTTPDownloadBuffer: HTTPClientResponseDelegate {
    typealias Response = Void

    enum Next {
        case piece(ByteBuffer)
        case nothingYet
        case end
    }

    fileprivate static let highWater = 12 << 20
    fileprivate static let lowWater = 4 << 20

    private let state = Mutex(State())

    fileprivate struct State {
        var wasSent = false
        var head: HTTPResponseHead?
        var pieces: [ByteBuffer] = []
        var firstUnread = 0
        var unreadBytes = 0
        var end: Result<Void, HTTPFault>?
        var reader: CheckedContinuation<Void, Never>?
        /// Lets the server go on.
        var room: EventLoopPromise<Void>?
    }
}

// MARK: - The reader's side

extension HTTPDownloadBuffer {
    /// The answer's head, if it is here.
    func head() throws(HTTPFault) -> HTTPResponseHead? {
        let (head, end) = state.withLock { ($0.head, $0.end) }
        if let head { return head }
        if case .failure(let fault)? = end { throw fault }
        return nil
    }

    func next() throws(HTTPFault) -> Next {
        let (next, room) = state.withLock { $0.takeNext() }
        room?.succeed()
        return try next.get()
    }

    /// Returns once there is a head, or something of the body, or the end.
    func wait(forHead isForHead: Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                let isHere = isForHead ? state.head != nil : state.firstUnread < state.pieces.count
                if isHere || state.end != nil { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}

extension HTTPDownloadBuffer.State {
    fileprivate mutating func takeNext() -> (Result<HTTPDownloadBuffer.Next, HTTPFault>, EventLoopPromise<Void>?) {
        guard firstUnread < pieces.count else {
            switch end {
            case nil: return (.success(.nothingYet), nil)
            case .success: return (.success(.end), nil)
            case .failure(let fault): return (.failure(fault), nil)
            }
        }
        let piece = pieces[firstUnread]
        firstUnread += 1
        unreadBytes -= piece.readableBytes
        if firstUnread == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            firstUnread = 0
        }
        guard unreadBytes <= HTTPDownloadBuffer.lowWater, let room else { return (.success(.piece(piece)), nil) }
        self.room = nil
        return (.success(.piece(piece)), room)
    }
}

// MARK: - The server's side

extension HTTPDownloadBuffer {
    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        state.withLock { $0.wasSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        wakeReader { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let room = task.eventLoop.makePromise(of: Void.self)
        let isFull = wakeReader { state in
            state.pieces.append(buffer)
            state.unreadBytes += buffer.readableBytes
            guard state.unreadBytes > Self.highWater, state.end == nil else { return false }
            state.room = room
            return true
        }
        if !isFull { room.succeed() }
        return room.futureResult
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        finish(.failure(HTTPFault(error, wasSent: state.withLock { $0.wasSent })))
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {
        finish(.success(()))
    }

    private func finish(_ end: Result<Void, HTTPFault>) {
        let room = wakeReader { state in
            if state.end == nil { state.end = end }
            defer { state.room = nil }
            return state.room
        }
        room?.succeed()
    }

    @discardableResult
    private func wakeReader<Answer: Sendable>(_ change: (inout State) -> Answer) -> Answer {
        let (answer, reader) = state.withLock { state in
            let answer = change(&state)
            defer { state.reader = nil }
            return (answer, state.reader)
        }
        reader?.resume()
        return answer
    }
}
