import HTTPTypes

/// One request as the simulator's services see it, whether it came over the wire or inside a composite request.
struct APICall: Sendable {
    let method: HTTPRequest.Method
    /// The decoded path, without empty segments: a trailing slash makes no difference.
    let path: [String]
    let query: FormFields
    var headers: HTTPFields
    let body: CallBody
    /// Scheme and host as the client knows them; becomes `instance_url` and the links in answers.
    let origin: String
    /// The number in `/services/data/vXX.0`.
    var version: Int = APIVersion.newest

    init(
        method: HTTPRequest.Method, target: String, headers: HTTPFields = [:], body: CallBody = .none, origin: String
    ) {
        let parts = Self.path(of: target).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.path = (parts.first ?? "").split(separator: "/").map { percentDecoded($0) }
        self.query = FormFields(parts.count > 1 ? parts[1] : "")
        // Clients that cannot send PATCH post with this parameter instead.
        let override = method == .post ? query["_HttpMethod"] : nil
        self.method = override.flatMap { HTTPRequest.Method($0.uppercased()) } ?? method
        self.headers = headers
        self.body = body
        self.origin = origin
    }

    /// Proxies send the whole URL as the target.
    private static func path(of target: String) -> Substring {
        guard let scheme = target.firstRange(of: "://"), !target.hasPrefix("/") else { return target[...] }
        return target[scheme.upperBound...].drop { $0 != "/" }
    }

    /// The start of every resource path of this request's version.
    var root: String { "/services/data/v\(version).0" }

    /// Whether the Tooling API is asked, which answers queries at length.
    var isTooling: Bool { path.count > 3 && path[3].equalsIgnoringCase("tooling") }

    /// The version as the organisation takes it: `62.0`.
    var versionText: String { "\(version).0" }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}

/// The versions of the API that are alive, all at once.
enum APIVersion {
    static let newest = 67
    static let alive = 31...newest

    /// The number in a path segment such as `v62.0`.
    static func number(in segment: String) -> Int? {
        guard let first = segment.first, first == "v" || first == "V", segment.hasSuffix(".0") else { return nil }
        return Int(segment.dropFirst().dropLast(2))
    }
}
