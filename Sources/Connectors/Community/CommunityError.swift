package import Domain

/// A request that the community refused, or that never reached it.
package struct CommunityError: RemediableError {
    package enum Reason: Sendable, Hashable {
        /// The credentials are wrong, revoked, or lack a scope.
        case notAuthorized
        /// Nobody answered, or the answer broke off, again and again.
        case unreachable
        /// 429 or 5xx, again and again.
        case unavailable(status: Int)
        /// What came was no answer of the API: a web page, a broken document.
        case garbled
        /// JSON, but not what the API's description promises.
        case unreadable
        case notFound
        /// 400 or 422: the request itself is at fault.
        case refused(status: Int)
        /// More than the first ten thousand topics were asked for.
        case ceiling
        case cancelled
        case invalidAddress
    }

    package let reason: Reason
    /// The method and path, never the query or the body: they hold personal data.
    package let request: String
    package let tenant: String
    /// What the API said, if it says nothing personal.
    package var detail: String?

    package init(_ reason: Reason, request: String, tenant: String, detail: String? = nil) {
        self.reason = reason
        self.request = request
        self.tenant = tenant
        self.detail = detail
    }

    package var remedy: Remedy {
        switch reason {
        case .notAuthorized: .reauthorize
        case .unreachable, .unavailable, .garbled, .cancelled: .pauseRun
        case .notFound, .ceiling, .unreadable: .skipRecord
        case .refused, .invalidAddress: .failRun
        }
    }

    package var advice: String {
        switch reason {
        case .notAuthorized:
            "The community \(tenant) does not accept the credentials. Make new ones in Control > Integrations > API with the "
                + "scopes read and write, then run `crosswalk connect community`."
        case .unreachable:
            "The community \(tenant) could not be reached. Check its host and the network; the next run goes on from here."
        case .unavailable(let status):
            "The community \(tenant) kept answering \(status). The next run goes on from here."
        case .garbled:
            "The community \(tenant) answered \(request) with something that is not its API. Check the host; the next run goes "
                + "on from here."
        case .unreadable:
            "The community \(tenant) answered \(request) in a form that is not understood. The next run goes on from here."
        case .notFound: "The community \(tenant) does not know what \(request) asks for."
        case .refused(let status):
            "The community \(tenant) refused \(request) (\(status))" + (detail.map { ": \($0)" } ?? "") + "."
        case .ceiling: "The community \(tenant) shows only the first topics of a question; \(request) asked for more."
        case .cancelled: "The run was stopped."
        case .invalidAddress: "The host of the community \(tenant) is no address. Correct it in crosswalk.yaml."
        }
    }
}
