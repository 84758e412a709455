import Domain
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Sends requests to the org: with a session, within the quota, and with every refusal turned into an error that
/// says what to do.
struct SalesforceClient: Sendable {
    let session: SalesforceSession
    let connection: HTTPConnection
    let gauge: QuotaGauge
    /// Ask for gzip; on the same machine it costs more than it spares.
    let asksForCompression: Bool

    /// One request below `/services/data/vXX.0`, or at a whole path that Salesforce gave us.
    struct Order: Sendable {
        var method: HTTPMethod
        var path: String
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var body: ByteBuffer?
        var contentType = "application/json; charset=UTF-8"
        var repetition = HTTPCall.Repetition.harmless

        init(_ method: HTTPMethod, _ path: String) {
            self.method = method
            self.path = path
        }
    }

    /// The answer to a request that succeeded, or was answered with one of `expecting`.
    func send(_ order: Order, expecting statuses: Set<Int> = []) async throws -> HTTPAnswer {
        try await keepReserve()
        return try await sendRegardlessOfQuota(order, expecting: statuses)
    }

    func decoded<Answer: Decodable>(_ type: Answer.Type, _ order: Order) async throws -> Answer {
        let answer = try await send(order)
        return try decode(type, answer, request: order.name)
    }

    func decode<Answer: Decodable>(
        _ type: Answer.Type, _ answer: HTTPAnswer, request: String
    ) throws(SalesforceError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: answer.body)
        } catch {
            throw SalesforceError(answer.isWebPage ? .webPageInsteadOfData : .unexpectedAnswer, request: request)
        }
    }

    /// The org's daily requests, asked of the org itself.
    func freshQuota() async throws -> SalesforceQuota {
        struct Limits: Decodable {
            struct Limit: Decodable {
                let max: Int
                let remaining: Int

                enum CodingKeys: String, CodingKey {
                    case max = "Max"
                    case remaining = "Remaining"
                }
            }
            let requests: Limit?

            enum CodingKeys: String, CodingKey { case requests = "DailyApiRequests" }
        }
        let order = Order(.GET, "/limits")
        let answer = try await sendRegardlessOfQuota(order)
        let limits = try decode(Limits.self, answer, request: order.name)
        if let requests = limits.requests {
            gauge.note(SalesforceQuota(used: max(0, requests.max - requests.remaining), limit: requests.max))
        }
        return gauge.quota ?? SalesforceQuota(used: 0, limit: 0)
    }

    /// A download with a present session; `stale` is the access that its predecessor was refused with.
    func download(
        _ order: Order, insteadOf stale: SalesforceAccess? = nil
    ) async throws -> (download: HTTPDownload, access: SalesforceAccess) {
        let access =
            if let stale { try await session.renewedAccess(insteadOf: stale) } else {
                try await session.currentAccess()
            }
        do throws(HTTPFault) {
            return (try connection.download(call(order, access)), access)
        } catch {
            throw SalesforceError(error, request: order.name)
        }
    }

    private func sendRegardlessOfQuota(_ order: Order, expecting statuses: Set<Int> = []) async throws -> HTTPAnswer {
        var access = try await session.currentAccess()
        var renewals = 0
        while true {
            let answer = try await send(order, with: access)
            gauge.note(answer.headers)
            if (200..<300).contains(answer.status) {
                if answer.isWebPage { throw SalesforceError(.webPageInsteadOfData, request: order.name) }
                return answer
            }
            if statuses.contains(answer.status), !answer.isWebPage { return answer }
            let error = SalesforceError(answer, request: order.name)
            // A new session may itself be ended before it is used, but hardly twice.
            guard error.reason == .sessionExpired, renewals < 2 else { throw error }
            access = try await session.renewedAccess(insteadOf: access)
            renewals += 1
        }
    }

    private func send(_ order: Order, with access: SalesforceAccess) async throws(SalesforceError) -> HTTPAnswer {
        do throws(HTTPFault) {
            return try await connection.send(call(order, access))
        } catch {
            throw SalesforceError(error, request: order.name)
        }
    }

    /// Near the reserve the figure of the last answer may be old, so the org is asked before anything is refused.
    private func keepReserve() async throws {
        guard gauge.isReserveReached else { return }
        let quota = try await freshQuota()
        if gauge.isReserveReached {
            throw SalesforceError(
                .quotaReserveReached, request: "GET /limits", detail: "\(quota.used) of \(quota.limit) used")
        }
    }

    private func call(_ order: Order, _ access: SalesforceAccess) -> HTTPCall {
        let path = order.path.hasPrefix("/services/") ? order.path : access.dataPath + order.path
        let query = order.query.isEmpty ? "" : "?\(formEncoded(order.query))"
        var call = HTTPCall(order.method, "\(access.instanceURL)\(path)\(query)")
        call.headers.add(name: "Authorization", value: "Bearer \(access.token.value)")
        if asksForCompression { call.headers.add(name: "Accept-Encoding", value: "gzip") }
        if order.body != nil { call.headers.add(name: "Content-Type", value: order.contentType) }
        for header in order.headers { call.headers.replaceOrAdd(name: header.name, value: header.value) }
        if !call.headers.contains(name: "Accept") { call.headers.add(name: "Accept", value: "application/json") }
        call.body = order.body
        call.repetition = order.repetition
        return call
    }
}

extension SalesforceClient.Order {
    /// Method and path without version and query, for messages.
    var name: String { "\(method.rawValue) \(path.prefix { $0 != "?" })" }
}
