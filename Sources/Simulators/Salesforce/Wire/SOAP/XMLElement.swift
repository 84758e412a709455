/// An element of a SOAP envelope; names are without their prefixes.
struct XMLElement {
    let name: String
    var attributes: [String: String] = [:]
    var children: [XMLElement] = []
    var text = ""

    /// Reads a document; nil where it is not well-formed.
    init?(document: [UInt8]) {
        var reader = XMLReader(document)
        guard let root = reader.element() else { return nil }
        self = root
    }

    fileprivate init(name: String) {
        self.name = name
    }

    /// The first element of this name, at any depth.
    func first(_ name: String) -> XMLElement? {
        for child in children {
            if child.name == name { return child }
            if let found = child.first(name) { return found }
        }
        return nil
    }

    /// The text of the first element of this name, at any depth.
    func text(of name: String) -> String? { first(name)?.text }
}

/// Reads just the XML that SOAP clients write: elements, attributes, text, comments, CDATA.
private struct XMLReader {
    private let characters: [Character]
    private var position = 0
    private var depth = 0
    private static let deepest = 100

    init(_ bytes: [UInt8]) {
        characters = Array(String(decoding: bytes, as: UTF8.self))
    }

    mutating func element() -> XMLElement? {
        skipProlog()
        guard take("<") else { return nil }
        var element = XMLElement(name: Self.localName(name()))
        while true {
            skipSpace()
            if take("/") { return take(">") ? element : nil }
            if take(">") { break }
            let attribute = name()
            guard !attribute.isEmpty, take("="), let quote = next, quote == "\"" || quote == "'" else { return nil }
            position += 1
            element.attributes[Self.localName(attribute)] = Self.unescaped(read(until: quote))
            guard take(String(quote)) else { return nil }
        }
        return content(of: &element) ? element : nil
    }

    private mutating func content(of element: inout XMLElement) -> Bool {
        while position < characters.count {
            if take("<![CDATA[") {
                while position < characters.count, !starts("]]>") {
                    element.text.append(characters[position])
                    position += 1
                }
                position += 3
            } else if starts("<!--") {
                skipComment()
            } else if take("</") {
                let closing = Self.localName(name())
                skipSpace()
                return closing == element.name && take(">")
            } else if starts("<") {
                depth += 1
                guard depth < Self.deepest, let child = self.element() else { return false }
                depth -= 1
                element.children.append(child)
            } else {
                element.text += Self.unescaped(read(until: "<"))
            }
        }
        return false
    }

    private mutating func skipProlog() {
        while true {
            skipSpace()
            if starts("<?") {
                while position < characters.count, !take("?>") { position += 1 }
            } else if starts("<!--") {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        while position < characters.count, !take("-->") { position += 1 }
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private func starts(_ text: String) -> Bool {
        characters[position...].starts(with: text)
    }

    private mutating func take(_ text: String) -> Bool {
        guard position <= characters.count, starts(text) else { return false }
        position += text.count
        return true
    }

    private mutating func skipSpace() {
        while let next, next.isWhitespace || next == "\u{FEFF}" { position += 1 }
    }

    private mutating func name() -> String {
        var name = ""
        while let next, !next.isWhitespace, !"=/>".contains(next) {
            name.append(next)
            position += 1
        }
        return name
    }

    private mutating func read(until end: Character) -> String {
        let start = position
        while let next, next != end { position += 1 }
        return String(characters[start..<position])
    }

    private static func localName(_ name: String) -> String {
        String(name.split(separator: ":").last ?? "")
    }

    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var plain = text
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&#x27;", "'"),
            ("&amp;", "&"),
        ] {
            plain = plain.replacing(entity, with: character)
        }
        return plain
    }
}
