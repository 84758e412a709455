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

    private let logger: Logger
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double

    package init(
        retries: RetryPolicy = RetryPolicy(), logger: Logger, clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.retries = retries
        self.logger = logger
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
                guard call.maySendAgain(after: error), try await pause(afterAttempt: attempt) else { throw error }
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
    func pause(afterAttempt attempt: Int, serverAsksFor asked: Duration? = nil) async throws(HTTPFault) -> Bool {
        guard let delay = retries.delay(afterAttempt: attempt, serverAsksFor: asked, jitter: jitter()) else {
            return false
        }
        try await sleep(for: delay)
        return true
    }

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
            let head = try await download.head()
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
        // Salesforce may think about a query for two minutes before it says anything.
        timeout: .init(connect: .seconds(15), read: .seconds(150)))
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
