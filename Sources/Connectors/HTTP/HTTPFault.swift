import AsyncHTTPClient

/// A request that got no whole answer.
struct HTTPFault: Error, Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// It never reached the server.
        case unreachable
        /// It may have been carried out, but the answer was cut off or did not come.
        case dropped
        /// It may have been carried out; nothing was heard for longer than anybody should think about an answer.
        case silent
        /// The answer is larger than anybody should send.
        case tooLarge
        /// The answer's compression is broken.
        case garbled
        case cancelled
        case invalidURL
    }

    let kind: Kind
    /// For people; never holds data.
    let detail: String

    init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// What a failure of the client below means; without `wasSent` nothing of the request had left yet.
    init(_ error: any Error, wasSent: Bool) {
        if let fault = error as? HTTPFault {
            self = fault
        } else if error is CancellationError {
            self.init(.cancelled, "cancelled")
        } else {
            self.init(error as? HTTPClientError, wasSent: wasSent)
        }
    }

    private init(_ error: HTTPClientError?, wasSent: Bool) {
        switch error {
        case .cancelled: self.init(.cancelled, "cancelled")
        case .invalidURL, .emptyHost, .emptyScheme: self.init(.invalidURL, "the address is not valid")
        case let error? where error.description.contains("unsupportedScheme"):
            self.init(.invalidURL, "the address begins with neither https:// nor http://")
        case _ where !wasSent: self.init(.unreachable, "no connection could be made")
        case .readTimeout, .deadlineExceeded: self.init(.silent, "no answer in time")
        default: self.init(.dropped, "the connection broke off")
        }
    }

    var mayBeRepaired: Bool {
        switch kind {
        case .unreachable, .dropped, .silent, .garbled: true
        case .tooLarge, .cancelled, .invalidURL: false
        }
    }
}
