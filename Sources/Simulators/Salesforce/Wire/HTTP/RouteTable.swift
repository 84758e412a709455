import HTTPTypes

/// Which method of a service answers which path, in order; a segment `:` takes anything.
struct RouteTable<Service: Sendable>: Sendable {
    typealias Handler =
        @Sendable (_ service: Service, _ call: APICall, _ captured: [String]) async throws -> APIAnswer

    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let pattern: [String]
        let handler: Handler
    }

    private var routes: [Route] = []

    mutating func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler) {
        routes.append(Route(method: method, pattern: pattern.split(separator: "/").map(String.init), handler: handler))
    }

    /// Answers by the first route that fits the path and method.
    ///
    /// A path that fits with other methods only is 405, one that fits nothing is 404, as on a real org. `HEAD` is
    /// answered as `GET`; the server drops the body.
    func answer(_ call: APICall, path: ArraySlice<String>, by service: Service) async throws -> APIAnswer {
        let method = call.method == .head ? .get : call.method
        var allowed: [String] = []
        for route in routes {
            guard let captured = Self.match(path, route.pattern) else { continue }
            if route.method == method { return try await route.handler(service, call, captured) }
            allowed.append(route.method.rawValue)
        }
        guard allowed.isEmpty else {
            throw SalesforceFault.methodNotAllowed(call.method.rawValue, allowed: allowed)
        }
        throw SalesforceFault.unknownResource
    }

    private static func match(_ path: ArraySlice<String>, _ pattern: [String]) -> [String]? {
        guard path.count == pattern.count else { return nil }
        var captured: [String] = []
        for (segment, expected) in zip(path, pattern) {
            if expected == ":" {
                captured.append(segment)
            } else if !segment.equalsIgnoringCase(expected) {
                return nil
            }
        }
        return captured
    }
}

extension StringProtocol {
    /// Whether two ASCII texts differ in nothing but case.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { a, b in
                a == b || (a | 32 == b | 32 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(a | 32))
            }
    }
}
