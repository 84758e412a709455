import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A Salesforce simulator in a process of its own, with the proof of all that it was asked and told.
final class SimulatedOrg {
    let address: String
    private let program: Program
    private let folder: String

    /// One value that was written into one field.
    struct Write: Hashable {
        let id: String
        let field: String
        let value: String
    }

    init(data: String, logs folder: String, options: [String] = []) async throws {
        self.folder = folder
        program = try Program(
            [
                "simulate", "salesforce", "--port", "0", "--data", data, "--write-log", folder + "/writes.jsonl",
                "--request-log", folder + "/requests.jsonl",
            ] + options)
        var line = ""
        while !line.hasSuffix("\n") {
            try #require(program.process.isRunning, "the simulator did not start")
            try await Task.sleep(for: .milliseconds(5))
            line = try program.said
        }
        address = try #require(line.split(separator: " ").last).trimmingCharacters(in: .newlines)
    }

    deinit { program.kill() }

    var requestCount: Int { Self.lines(folder + "/requests.jsonl").count }

    /// Every accepted write in its order, a line for each field.
    func writes() throws -> [Write] {
        try Self.lines(folder + "/writes.jsonl").flatMap { line in
            let entry = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let id = try #require(entry["id"] as? String)
            let fields = entry["fields"] as? [String: Any] ?? [:]
            return fields.map { Write(id: id, field: $0.key, value: "\($0.value)") }
        }
    }

    /// What the written fields hold in the end.
    func values() throws -> [String: String] {
        try writes().reduce(into: [:]) { $0["\($1.id) \($1.field)"] = $1.value }
    }

    /// Writes that had already taken effect when they came again.
    func repeatedWrites() throws -> [Write] {
        var held: [String: String] = [:]
        return try writes().filter { write in
            held.updateValue(write.value, forKey: "\(write.id) \(write.field)") == write.value
        }
    }

    /// A person edits a record.
    func edit(_ object: String, _ id: String, _ fields: [String: Any]) async throws {
        try await send("PATCH", "/services/data/v62.0/sobjects/\(object)/\(id)", fields)
    }

    func delete(_ object: String, _ id: String) async throws {
        try await send("DELETE", "/services/data/v62.0/sobjects/\(object)/\(id)", nil)
    }

    private func send(_ method: String, _ path: String, _ body: [String: Any]?) async throws {
        var login = URLRequest(url: try #require(URL(string: address + "/services/oauth2/token")))
        login.httpMethod = "POST"
        login.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        login.httpBody = Data("grant_type=client_credentials&client_id=crosswalk&client_secret=crosswalk-secret".utf8)
        let (answer, _) = try await URLSession.shared.data(for: login)
        let token = try #require(try JSONSerialization.jsonObject(with: answer) as? [String: Any])["access_token"]
        var request = URLRequest(url: try #require(URL(string: address + path)))
        request.httpMethod = method
        request.setValue("Bearer \(try #require(token as? String))", forHTTPHeaderField: "Authorization")
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        let (_, response) = try await URLSession.shared.data(for: request)
        try #require((response as? HTTPURLResponse)?.statusCode == 204)
        try await letTheClockPass()
    }

    /// Waits until the org's `Date`, which bounds a fetch, lies after what was just written: a busy machine's lags.
    private func letTheClockPass() async throws {
        let written = Date()
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        let url = try #require(URL(string: address + "/services/data"))
        for _ in 0..<400 {
            let (_, response) = try await URLSession.shared.data(from: url)
            let date = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Date")
            if let date, let now = format.date(from: date), now > written { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        Issue.record("the simulator's clock stands still")
    }

    /// The whole lines of a log that may just be written to.
    private static func lines(_ path: String) -> [Data] {
        guard let data = FileManager.default.contents(atPath: path), let end = data.lastIndex(of: 0x0A) else {
            return []
        }
        return data[..<end].split(separator: 0x0A).map { Data($0) }
    }
}
