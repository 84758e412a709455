import NIOCore
import NIOHTTP1

/// One request to an outside system.
struct HTTPCall: Sendable {
    enum Repetition: Sendable {
        /// Repeating it changes nothing.
        case harmless
        /// Only when the server surely did not carry it out.
        case onlyIfRefused
    }

    let method: HTTPMethod
    let url: String
    var headers = HTTPHeaders()
    var body: ByteBuffer?
    var repetition = Repetition.harmless

    init(_ method: HTTPMethod, _ url: String) {
        self.method = method
        self.url = url
    }

    /// Method and path for logs and messages: never the query, which may hold data.
    var name: String {
        let path = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first ?? ""
        return "\(method.rawValue) /\(path.prefix { $0 != "?" })"
    }
}

/// An answer whose body is at hand.
struct HTTPAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    var body: ByteBuffer

    /// A web page where data was expected: a login page, a proxy, a maintenance notice.
    var isWebPage: Bool {
        let type = headers.first(name: "Content-Type")?.lowercased() ?? ""
        if type.contains("html") { return true }
        let first = body.readableBytesView.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
        return first == UInt8(ascii: "<") && !type.contains("xml")
    }
}
