import Foundation

/// Standard output and standard error, and whether a person is watching.
enum Console {
    /// Progress bars are for terminals; pipes get plain lines.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    static func say(_ line: String = "") {
        write(Array((line + "\n").utf8))
    }

    /// Nobody can be told where there is no standard error.
    static func complain(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Says something while work goes on: on a terminal it takes the place of the progress line.
    static let notice: @Sendable (String) -> Void = { complain((isTerminal ? "\r\u{1B}[K" : "") + $0) }

    /// Ends the program where nobody reads any more, as behind `| head`: networking has SIGPIPE ignored, which would do it
    /// otherwise.
    static func write(_ bytes: [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            exit(128 + SIGPIPE)
        }
    }

    /// Prints a value for machines (`--json`).
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
