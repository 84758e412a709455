import Foundation
import Testing

/// The built `crosswalk`, started as a process of its own.
struct Program {
    /// It stands beside the test bundle, unless `CROSSWALK_PROGRAM` names another.
    static var path: String {
        if let path = ProcessInfo.processInfo.environment["CROSSWALK_PROGRAM"] { return path }
        return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "crosswalk").path
    }

    /// How a process ended, and what it said.
    struct Ending: Sendable, CustomStringConvertible {
        let status: Int32
        let output: String
        let errors: String

        var description: String { "[\(status)] \(output)\(errors)" }
    }

    let process: ChildProcess
    private let output: URL
    private let errors: URL

    /// Starts it; what it says goes into files, so that no full pipe ever holds it back.
    init(_ arguments: [String], workspace: String? = nil, environment: [String: String] = [:]) throws {
        let folder = FileManager.default.temporaryDirectory
        let name = "crosswalk-said-\(UUID().uuidString)"
        output = folder.appending(path: name + ".out")
        errors = folder.appending(path: name + ".err")
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CROSSWALK_") }
        variables["CROSSWALK_WORKSPACE"] = workspace
        // What was freed holds other bytes at once: whoever still reads it fails here, and not at a customer's one day.
        variables["GLIBC_TUNABLES"] = "glibc.malloc.tcache_count=0"
        variables["MALLOC_PERTURB_"] = "90"
        process = try ChildProcess(
            Self.path, arguments, environment: variables.merging(environment) { _, given in given },
            output: output.path, errors: errors.path)
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], workspace: String? = nil, environment: [String: String] = [:]
    ) async throws -> Ending {
        try await Program(arguments, workspace: workspace, environment: environment).ending()
    }

    func ending() async throws -> Ending {
        let status = try await process.ending()
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        return Ending(status: status, output: try said, errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Its end, and the most memory that it held at a time, as the system counts it for this process alone.
    func endingWithPeakMemory() async throws -> (ending: Ending, bytes: Int) {
        var peak = 0
        let status = "/proc/\(process.identifier)/status"
        while process.isRunning {
            if let text = try? String(contentsOfFile: status, encoding: .utf8),
                let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
                let kilobytes = line.split(whereSeparator: \.isWhitespace).compactMap({ Int($0) }).first
            {
                peak = max(peak, kilobytes * 1024)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        return (try await ending(), peak)
    }

    /// What it has written to its standard output so far.
    var said: String {
        get throws { try String(contentsOf: output, encoding: .utf8) }
    }

    /// Ends it as `kill -9` does: no handler runs, nothing is flushed.
    func kill() {
        process.send(SIGKILL)
    }
}
