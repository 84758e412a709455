import ArgumentParser
import Domain

/// Where a command listens: its port as it is written, and what to do where nobody can listen there.
enum ListeningPlace {
    static func port(_ text: String) throws -> Int {
        guard let port = Int(text), (0...65_535).contains(port) else {
            throw ValidationError("'\(text)' is no port: write a number from 0 to 65535; 0 picks a free one.")
        }
        return port
    }

    /// Serves until it ends.
    static func serving(host: String = "127.0.0.1", port: Int, _ serve: () async throws -> Void) async throws {
        do {
            try await serve()
        } catch {
            throw advice(on: "\(error)", host: host, port: port).map { PlainError($0) } ?? error
        }
    }

    private static func advice(on fault: String, host: String, port: Int) -> String? {
        if fault.contains("Address already in use") {
            return "Port \(port) is in use. Choose another with --port, or --port 0 for a free one."
        }
        if fault.contains("Permission denied") {
            return "This user may not listen at port \(port). Choose one from 1024 on with --port."
        }
        if fault.contains("UnknownHost") || fault.contains("Cannot assign requested address") {
            return "\(host) is no address of this machine. Choose another with --host: 127.0.0.1 for this machine "
                + "alone, 0.0.0.0 for everybody who reaches it."
        }
        return nil
    }
}
