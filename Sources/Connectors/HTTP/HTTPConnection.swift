import AsyncHTTPClient
package import Logging
import NIOCore
import NIOHTTP1

/// Speaks HTTP with an outside system: repeats what may be repeated, and is the one place that logs requests.
///
/// A log line names the method, the path and the status; never a query, a header or a body.
package struct HTTPConnection: Sendable {
    package var retries: RetryPolicy
    /// How large a body may be that is read as a whole.
    package var bodyLimit = 256 << 20
    /// By which a server's silence is measured, beside the work.
    package var watch: any Clock<Duration> = ContinuousClock()

    /// Who is spoken to, as sentences begin with it.
    private let peer: String
    private let logger: Logger
    private let tell: @Sendable (String) -> Void
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double

    /// - Parameter tell: gets a sentence whenever somebody who waits would wonder what is going on.
    package init(
        peer: String = "The server", retries: RetryPolicy = RetryPolicy(), logger: Logger,
        tell: @escaping @Sendable (String) -> Void = { _ in }, clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.peer = peer
        self.retries = retries
        self.logger = logger
        self.tell = tell
        self.clock = clock
        self.jitter = jitter
    }

    /// The answer with its whole body; statuses that pass by themselves have been tried again.
    func send(_ call: HTTPCall) async throws(HTTPFault) -> HTTPAnswer {
        var attempt = 1
        while true {
            do throws(HTTPFault) {
                let answer = try await sendOnce(call)
                guard call.maySendAgain(after: answer.status),
                    try await pause(afterAttempt: attempt, serverAsksFor: answer.headers.retryAfter)
                else { return answer }
            } catch {
                guard call.maySendAgain(after: error), try await pause(afterAttempt: attempt, because: error) else {
                    throw error
                }
            }
            attempt += 1
        }
    }

    /// Begins to read an answer ahead; neither its status nor its end has been looked at.
    func download(_ call: HTTPCall) throws(HTTPFault) -> HTTPDownload {
        do {
            let body = call.body.map { HTTPClient.Body.byteBuffer($0) }
            var headers = call.headers
            headers.replaceOrAdd(name: "User-Agent", value: "Crosswalk")
            let request = try HTTPClient.Request(url: call.url, method: call.method, headers: headers, body: body)
            return HTTPDownload(request, on: sharedHTTPClient)
        } catch {
            throw HTTPFault(error, wasSent: false)
        }
    }

    /// Waits before the next attempt; false if there is to be none.
    func pause(
        afterAttempt attempt: Int, serverAsksFor asked: Duration? = nil, because fault: HTTPFault? = nil
    ) async throws(HTTPFault) -> Bool {
        let isSilent = fault?.kind == .silent
        let delay = retries.delay(
            afterAttempt: attempt, isSilent: isSilent, serverAsksFor: asked, jitter: jitter())
        guard let delay else { return false }
        let next = "(\(attempt + 1) of \(retries.mostAttempts(isSilent: isSilent)))"
        if isSilent {
            tell("\(peer) has not answered for \(Self.patience.components.seconds) s; trying again \(next).")
        } else if delay >= Self.noticeable {
            let why = fault?.detail ?? "it asks to be left alone for a while"
            tell("\(peer): \(why); trying again in \(delay.components.seconds) s \(next).")
        }
        try await sleep(for: delay)
        return true
    }

    /// The head of an answer; says so while it is long in coming.
    func head(of download: HTTPDownload) async throws(HTTPFault) -> HTTPResponseHead {
        async let _ = tellOfSilence()
        return try await download.head()
    }

    /// Ends early where the answer comes.
    private func tellOfSilence() async {
        guard (try? await watch.sleep(for: Self.longSilence)) != nil else { return }
        tell("\(peer) has not answered for \(Self.longSilence.components.seconds) s; still waiting.")
    }

    /// Salesforce may think about a query for two minutes before it says anything.
    fileprivate static let patience = Duration.seconds(130)
    private static let longSilence = Duration.seconds(30)
    /// A pause of which somebody is told.
    private static let noticeable = Duration.seconds(5)

    func sleep(for duration: Duration) async throws(HTTPFault) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw HTTPFault(.cancelled, "cancelled")
        }
    }

    /// `request` is a method and a path.
    func log(_ request: String, status: UInt) {
        logger.debug("\(request) \(status)")
    }

    func log(_ request: String, fault: HTTPFault) {
        logger.notice("\(request) failed: \(fault.detail)")
    }

    private func sendOnce(_ call: HTTPCall) async throws(HTTPFault) -> HTTPAnswer {
        do throws(HTTPFault) {
            let download = try download(call)
            let head = try await head(of: download)
            let body = try await download.body(limit: bodyLimit)
            log(call.name, status: head.status.code)
            return HTTPAnswer(status: Int(head.status.code), headers: head.headers, body: body)
        } catch {
            log(call.name, fault: error)
            throw error
        }
    }
}

/// One pool of connections for the whole process; it ends with it.
private let sharedHTTPClient: HTTPClient = {
    var configuration = HTTPClient.Configuration(
        redirectConfiguration: .disallow,
        timeout: .init(connect: .seconds(15), read: .seconds(HTTPConnection.patience.components.seconds)))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.idleTimeout = .seconds(20)
    // One connection a download: several of them then really run side by side.
    configuration.httpVersion = .http1Only
    return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
}()

extension HTTPCall {
    /// 420, 429 and 503 say that the request was not carried out; other failures of the server leave it open.
    fileprivate func maySendAgain(after status: Int) -> Bool {
        switch status {
        case 420, 429, 503: true
        case 408, 500, 502, 504: repetition == .harmless
        default: false
        }
    }

    fileprivate func maySendAgain(after fault: HTTPFault) -> Bool {
        fault.kind == .unreachable || (fault.mayBeRepaired && repetition == .harmless)
    }
}

extension HTTPHeaders {
    /// `Retry-After` in seconds; its form with a date is not used by those we speak with.
    var retryAfter: Duration? {
        first(name: "Retry-After").flatMap { Int($0) }.map { .seconds($0) }
    }
}
