import Domain
import Foundation

/// How the state of a fetch is kept between runs.
enum FetchBookmarks {
    /// What has been read of an object.
    static func settled(_ object: String) -> String { "fetch:" + object.lowercased() }
    /// The reading that is under way.
    static func open(_ object: String) -> String { "fetch:" + object.lowercased() + ":open" }
}

extension FetchReading {
    func encoded() throws -> String { try encodedText(self) }

    /// Nothing where there is none, or where another version wrote it in another form: then it starts afresh.
    init?(encoded text: String?) {
        guard let text, let reading = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = reading
    }
}

extension FetchBookmark {
    func encoded() throws -> String { try encodedText(self) }

    init?(encoded text: String?) throws {
        guard let text else { return nil }
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }
}

private func encodedText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
