import Connectors
import Domain
import Foundation
package import Logging
import Web

/// Log lines as JSON, one object a line: `time`, `level`, `message`, and what the line says besides.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let write: @Sendable (String) -> Void

    package init(level: Logger.Level, write: @escaping @Sendable (String) -> Void = Self.standardError) {
        logLevel = level
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, given in given } }
        if let said = event.metadata { fields.merge(said) { _, given in given } }
        let own: [(key: String, value: JSON)] = [
            ("time", .string(Instant.present.iso8601)), ("level", .string(event.level.rawValue)),
            ("message", .string(event.message.description)),
        ]
        let others = fields.filter { field in !own.contains { $0.key == field.key } }.sorted { $0.key < $1.key }
        write(JSON.object(own + others.map { ($0.key, Self.json($0.value)) }).text + "\n")
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as any BinaryInteger): .integer(Int64(clamping: number))
        case .stringConvertible(let number as Double): .double(number)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let values):
            .object(values.sorted { $0.key < $1.key }.map { (key: $0.key, value: json($0.value)) })
        }
    }

    /// A line is one write, so that lines of several threads do not mix.
    private static let standardError: @Sendable (String) -> Void = { line in
        let bytes = Array(line.utf8)
        _ = Foundation.write(STDERR_FILENO, bytes, bytes.count)
    }
}
