import Foundation
import Testing

/// A community simulator in a process of its own, with the lines of its files and a log of what it was asked.
final class SimulatedPlatform {
    let address: String
    private let program: Program
    private let folder: String

    init(in folder: String, _ files: [String: [String]]) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, lines) in files {
            try (lines.joined(separator: "\n") + "\n").write(
                toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
        }
        program = try Program([
            "simulate", "community", "--port", "0", "--data", folder, "--request-log", folder + "/requests.jsonl",
        ])
        var line = ""
        while !line.hasSuffix("\n") {
            try #require(program.process.isRunning, "the simulator did not start")
            try await Task.sleep(for: .milliseconds(5))
            line = try program.said
        }
        address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://") }.map(String.init))
    }

    deinit { program.kill() }

    /// How much it has been asked so far.
    var requestCount: Int {
        FileManager.default.contents(atPath: folder + "/requests.jsonl")?.count { $0 == 0x0A } ?? 0
    }

    /// Changes of roles that it was asked for, whether it made them or not.
    var roleRequests: Int {
        let text = (try? String(contentsOfFile: folder + "/requests.jsonl", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count { $0.contains("role") && !$0.contains("GET") }
    }
}
