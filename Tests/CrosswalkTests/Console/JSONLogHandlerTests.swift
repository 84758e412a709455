import Foundation
import Logging
import Synchronization
import Testing
import crosswalk

@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let lines = Mutex<[String]>([])
    }

    private func logged(_ level: Logger.Level = .info, _ body: (inout Logger) -> Void) throws -> [[String: Any]] {
        let said = Lines()
        var logger = Logger(label: "test") { _ in
            JSONLogHandler(level: level) { line in said.lines.withLock { $0.append(line) } }
        }
        body(&logger)
        return try said.lines.withLock { $0 }.map { line in
            #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { !$0.isNewline }, "one object a line")
            return try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    @Test func `a line is one object with time, level, message and what else was said`() throws {
        let lines = try logged { logger in
            logger[metadataKey: "part"] = "ingest"
            logger.notice(
                "two\nlines \"quoted\"",
                metadata: ["status": .stringConvertible(503), "ms": .stringConvertible(1.25), "who": ["a", "b"]])
        }
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.count == 7)
        #expect((line["time"] as? String)?.hasSuffix("Z") == true)
        #expect(line["level"] as? String == "notice" && line["message"] as? String == "two\nlines \"quoted\"")
        #expect(line["part"] as? String == "ingest" && line["who"] as? [String] == ["a", "b"])
        #expect(line["status"] as? Int == 503 && line["ms"] as? Double == 1.25)
    }

    @Test func `what a line says never passes for its time, level or message`() throws {
        let lines = try logged { $0.error("failed", metadata: ["level": "info", "time": "never", "message": "fine"]) }
        #expect(lines.first?["level"] as? String == "error" && lines.first?["message"] as? String == "failed")
    }

    @Test(arguments: [(Logger.Level.debug, 3), (.info, 2), (.error, 1), (.critical, 0)])
    func `lines below the level are left out`(level: Logger.Level, count: Int) throws {
        let lines = try logged(level) {
            $0.debug("d")
            $0.info("i")
            $0.error("e")
        }
        #expect(lines.count == count)
    }
}
