import Foundation
import Glibc

/// A program started as a process of its own. Foundation's `Process` lists the open descriptors of the process that starts it, into a
/// buffer that a suite with thousands of them overruns. Here nothing is listed: what we open closes when another program starts.
struct ChildProcess: Sendable {
    /// The number by which the system knows it. It stays its own for as long as this process lives: nobody takes its end off the system.
    let identifier: pid_t

    /// The system did not start it.
    struct NotStarted: Error {
        let path: String
        let code: Int32
    }

    /// Starts the program at `path` with nothing to read; what it says goes into the two files, made anew.
    init(
        _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT, 0o600)
        let words = ([path] + arguments).map { strdup($0) }
        let variables = environment.map { strdup("\($0)=\($1)") }
        defer { (words + variables).forEach { free($0) } }
        var identifier = pid_t()
        let code = posix_spawn(&identifier, path, &actions, nil, words + [nil], variables + [nil])
        guard code == 0 else { throw NotStarted(path: path, code: code) }
        self.identifier = identifier
    }

    /// Its exit code, or the signal that ended it; none while it runs.
    var status: Int32? { status(WNOHANG) }

    var isRunning: Bool { status == nil }

    /// What a short command ends with, run by the shell. The caller's thread waits for it.
    static func shell(_ command: String) throws -> Int32? {
        try ChildProcess("/bin/sh", ["-c", command]).status(0)
    }

    private func status(_ waiting: Int32) -> Int32? {
        var information = siginfo_t()
        let found = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT | waiting)
        guard found == 0, information._sifields._sigchld.si_pid == identifier else { return nil }
        return information._sifields._sigchld.si_status
    }

    /// Its exit code, or the signal that ended it, once it has ended.
    func ending() async throws -> Int32 {
        while true {
            if let status { return status }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(identifier, signal)
    }
}
