import Domain
import Foundation
import Hummingbird
import NIOCore

extension WebContext {
    /// The body as a JSON object of these keys and no others.
    ///
    /// - Parameter orNothing: no body is an object without keys.
    func object(_ keys: String..., orNothing: Bool = false) throws -> JSON {
        if orNothing, body.readableBytes == 0 { return .object([]) }
        do {
            let value = try body.withUnsafeReadableBytes { try JSON(bytes: $0) }
            guard value.members != nil else { throw Problem.invalid("The body is to be a JSON object.") }
            try value.requireKeys(of: keys)
            return value
        } catch let fault as JSONFault {
            throw Problem.invalid("The body is not JSON: \(fault.reason), at byte \(fault.position).")
        }
    }

    /// The body as text: a configuration in YAML.
    func text() throws -> String {
        guard let text = String(validating: body.readableBytesView, as: UTF8.self), !text.isEmpty else {
            throw Problem.invalid("The body is to be the configuration as YAML, in UTF-8.")
        }
        return text
    }

    /// A day of the query, `YYYY-MM-DD`; nothing where it names none.
    func day(_ name: String) throws -> Day? {
        guard let text = query.text(name) else { return nil }
        guard let day = Day(text) else { throw Problem.invalid("\(name) is a day: YYYY-MM-DD.") }
        return day
    }

    /// `limit` of the query, from 1 to 200.
    func limit() throws -> Int {
        guard let text = query.text("limit") else { return 50 }
        guard let limit = Int(text), (1...200).contains(limit) else {
            throw Problem.invalid("limit is a number from 1 to 200.")
        }
        return limit
    }

    /// The number that a list goes on after, from its opaque cursor.
    func numberCursor() throws -> Int64? {
        guard let text = query.text("cursor") else { return nil }
        guard let number = try Cursor(reading: text).fields.first.flatMap({ Int64($0) }) else { throw Cursor.broken }
        return number
    }

    /// The two texts that a list goes on after, from its opaque cursor.
    func pairCursor() throws -> (String, String)? {
        guard let text = query.text("cursor") else { return nil }
        let fields = try Cursor(reading: text).fields
        guard fields.count == 2 else { throw Cursor.broken }
        return (fields[0], fields[1])
    }

    func parameter(_ name: String) throws -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw Problem.notFound(name)
        }
        return text
    }

    func runNumber() throws -> RunNumber {
        guard let number = parameters.get("run").flatMap({ Int64($0) }), number > 0 else {
            throw Problem.notFound("run of that number")
        }
        return RunNumber(number)
    }

    /// The account or user that the path names.
    func profile() async throws -> RecordProfile {
        let entity = try entity()
        guard let profile = try await hub.store.profile(of: entity, id: try parameter("id")) else {
            throw Problem.notFound("\(entity.rawValue) of that id")
        }
        return profile
    }

    /// `accounts` or `users`, as the path says.
    func entity() throws -> Entity {
        guard let entity = Entity(plural: parameters.get("entity") ?? "") else {
            throw Problem.notFound("kind of record of that name")
        }
        return entity
    }
}

extension JSON {
    /// Refuses an object with other keys: one that is written wrong would mean something else than was meant.
    func requireKeys(of known: [String]) throws {
        guard let stranger = members?.first(where: { !known.contains($0.key) }) else { return }
        throw Problem.invalid(
            "There is no key \(stranger.key.prefix(100)) here. Known: \(known.joined(separator: ", ")).")
    }

    /// A text of an object that may be left out or null.
    func optionalText(_ key: String) throws -> String? {
        switch self[key] {
        case nil, .null: return nil
        case .string(let text) where !text.isEmpty && text.utf8.count <= 1000: return text
        default: throw Problem.invalid("\(key) is a text of at most 1000 bytes, or left out.")
        }
    }
}

/// Where a list goes on: opaque to whoever holds it.
struct Cursor {
    let fields: [String]

    init(_ fields: [String]) {
        self.fields = fields
    }

    init(reading text: String) throws {
        var padded = text.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "+")
        padded = padded.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "/")
        padded += String(repeating: "=", count: (4 - padded.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let json = try? JSON(String(decoding: data, as: UTF8.self)),
            let elements = json.elements
        else { throw Self.broken }
        fields = elements.compactMap(\.string)
        guard fields.count == elements.count, !fields.isEmpty else { throw Self.broken }
    }

    var text: String {
        SecretToken.base64URL(Array(JSON.array(fields.map { .string($0) }).text.utf8))
    }

    static var broken: Problem { .invalid("cursor is not one that this list gave.") }
}
