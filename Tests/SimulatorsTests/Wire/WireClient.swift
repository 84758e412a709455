import Foundation
import FoundationNetworking
import Simulators
import Synchronization

/// A tiny HTTP client for one running simulator.
struct WireClient: Sendable {
    /// What came back.
    struct Reply {
        let status: Int
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON; null where it is none, so that an expectation shows what is missing.
        var json: JSONValue { (try? JSONParser.parse(Array(body))) ?? .null }

        func header(_ name: String) -> String? {
            headers.first { $0.key.lowercased() == name.lowercased() }?.value
        }
    }

    let url: String
    var token: String?
    private let session: URLSession

    init(url: String) {
        self.url = url
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 20
        session = URLSession(configuration: configuration, delegate: StayHere(), delegateQueue: nil)
    }

    func send(
        _ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:]
    ) async throws -> Reply {
        try await send(method, path, data: body.map { Data($0.utf8) }, headers: headers)
    }

    func send(
        _ method: String, _ path: String, data: Data?, headers: [String: String] = [:]
    ) async throws -> Reply {
        guard let address = URL(string: path.hasPrefix("http") ? path : url + path) else {
            throw URLError(.badURL)
        }
        var request = URLRequest(url: address)
        request.httpMethod = method
        request.httpBody = data
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if data != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (body, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var found: [String: String] = [:]
        for (name, value) in response.allHeaderFields { found["\(name)"] = "\(value)" }
        return Reply(status: response.statusCode, headers: found, body: body)
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, data: nil, headers: headers)
    }

    func form(
        _ path: String, _ fields: KeyValuePairs<String, String>, headers: [String: String] = [:]
    ) async throws -> Reply {
        let body = fields.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return try await send("POST", path, body: body, headers: headers)
    }

    func query(_ soql: String, version: String = "62.0", headers: [String: String] = [:]) async throws -> Reply {
        try await get("/services/data/v\(version)/query?q=\(Self.encoded(soql))", headers: headers)
    }

    /// The same client with a session of its own.
    func loggedIn(_ app: ConnectedApp = ConnectedApp()) async throws -> WireClient {
        let reply = try await form(
            "/services/oauth2/token",
            ["grant_type": "client_credentials", "client_id": app.clientID, "client_secret": app.clientSecret])
        var client = self
        client.token = reply.json["access_token"]?.text
        return client
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

/// Redirects are looked at, not followed.
private final class StayHere: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

/// Runs a simulator on a free port for as long as the body takes.
func withSimulator(
    _ options: SalesforceSimulator.Options = .quick, _ body: @escaping @Sendable (WireClient) async throws -> Void
) async throws {
    let simulator = try SalesforceSimulator(options)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await simulator.run { announce.yield($0) }
        }
        group.addTask {
            for await url in addresses {
                try await body(WireClient(url: url))
                return
            }
        }
        // The server ends when it is told to, so whatever ends first is the body, or a failure.
        try await group.next()
        group.cancelAll()
    }
}

extension SalesforceSimulator.Options {
    /// An empty organisation whose bulk jobs do not dawdle, and whose searches know everything.
    static var quick: Self {
        var options = Self()
        options.bulkPace = .milliseconds(10)
        options.sources.searchLag = .zero
        return options
    }
}
