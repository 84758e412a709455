import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// `crosswalk serve` as a process of its own that ends with this value, and a client with keys to it.
final class Server: Sendable {
    let program: Program
    let address: String
    private let setupToken: String?
    private let session = URLSession(configuration: Server.manyConnections, delegate: StayHere(), delegateQueue: nil)

    private static var manyConnections: URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 400
        return configuration
    }

    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        subscript(key: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
            return object?[key].map { "\($0)" }
        }
    }

    /// Keys of the kinds that tests use.
    struct Keys {
        let admin: String
        let ingest: String
    }

    /// Starts it on a free port and waits until it answers.
    init(_ workspace: ProcessWorkspace, _ options: [String] = ["--no-schedule"]) async throws {
        program = try workspace.start(["serve", "--port", "0"] + options)
        var lines: [Substring] = []
        while !(lines.first?.hasPrefix("Crosswalk ready at ") ?? false) {
            guard program.process.isRunning else { throw NotStarted(ending: try await program.ending()) }
            try await Task.sleep(for: .milliseconds(5))
            lines = try program.said.split(separator: "\n", omittingEmptySubsequences: false)
        }
        address = String(lines[0].dropFirst("Crosswalk ready at ".count))
        setupToken = try program.said.split(separator: "token=").dropFirst().first.map {
            String($0.prefix { $0 != "\n" })
        }
    }

    deinit { if program.process.isRunning { program.kill() } }

    struct NotStarted: Error {
        let ending: Program.Ending
    }

    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: address + path)))
        request.httpMethod = method
        request.timeoutInterval = 120
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = body
        let (data, response) = try await session.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        let fields = answer.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return Answer(
            status: answer.statusCode, headers: Dictionary(fields, uniquingKeysWith: { first, _ in first }), body: data)
    }

    /// Makes the first admin as a browser does, and keys with their session.
    func setUp() async throws -> Keys {
        let form = "token=\(try #require(setupToken))&name=Ada&email=ada%40example.com&password=correct+horse+battery"
        let done = try await send(
            "POST", "/setup", ["Content-Type": "application/x-www-form-urlencoded"], body: Data(form.utf8))
        try #require(done.status == 303, "\(done.text)")
        let cookie = String(try #require(done.headers["set-cookie"]).prefix { $0 != ";" })
        let csrf = try #require(try await send("GET", "/api/v1/me", ["Cookie": cookie])["csrf_token"])
        func key(_ scope: String) async throws -> String {
            let made = try await send(
                "POST", "/api/v1/keys", ["Cookie": cookie, "X-CSRF-Token": csrf],
                body: Data(#"{"name":"\#(scope)","scope":"\#(scope)"}"#.utf8))
            return try #require(made["key"], "\(made.text)")
        }
        return Keys(admin: try await key("admin"), ingest: try await key("ingest"))
    }

    func api(_ method: String, _ path: String, _ key: String, body: String? = nil) async throws -> Answer {
        try await send(method, "/api/v1" + path, ["Authorization": "Bearer " + key], body: body.map { Data($0.utf8) })
    }

    /// Sends messages as an SDK does.
    func ingest(_ messages: [String], key: String) async throws -> Answer {
        let credentials = Data("\(key):".utf8).base64EncodedString()
        return try await send(
            "POST", "/v1/batch", ["Authorization": "Basic " + credentials, "Content-Type": "application/json"],
            body: Data("{\"batch\":[\(messages.joined(separator: ","))]}".utf8))
    }

    /// Orders a run and waits for its end in the journal; returns how it ended.
    func run(_ body: String, key: String) async throws -> String? {
        let ordered = try await api("POST", "/runs", key, body: body)
        try #require(ordered.status == 202, "\(ordered.text)")
        while try await isRunning(key) { try await Task.sleep(for: .milliseconds(20)) }
        return try await runs(key).first?.status
    }

    func isRunning(_ key: String) async throws -> Bool {
        try await api("GET", "/status", key).text.contains(#""run_active":true"#)
    }

    struct Run: Equatable {
        let trigger: String
        let status: String
        let stages: [String]
        let startedAt: String
    }

    /// The newest first.
    func runs(_ key: String) async throws -> [Run] {
        let answer = try await api("GET", "/runs", key)
        let object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
        return (object?["data"] as? [[String: Any]] ?? []).map { run in
            Run(
                trigger: run["trigger"] as? String ?? "", status: run["status"] as? String ?? "",
                stages: run["stages"] as? [String] ?? [], startedAt: run["started_at"] as? String ?? "")
        }
    }

    /// Ends it as a supervisor does.
    func stop() async throws -> Program.Ending {
        program.process.send(SIGTERM)
        return try await program.ending()
    }

    func kill() async throws {
        program.kill()
        _ = try await program.ending()
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
