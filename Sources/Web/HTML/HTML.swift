/// Markup: what is interpolated into it is escaped, unless it is `HTML` already.
package struct HTML: Sendable, Hashable {
    package private(set) var text: String

    package init() {
        text = ""
    }

    /// Takes text that is markup already: a chart, a stylesheet's link.
    package init(markup: String) {
        text = markup
    }

    /// Escapes text for use between tags and in quoted attributes.
    package static func escaping(_ text: some StringProtocol) -> HTML {
        var escaped = ""
        append(text, to: &escaped)
        return HTML(markup: escaped)
    }

    /// Runs of ordinary bytes are taken whole; most texts are one.
    fileprivate static func append(_ text: some StringProtocol, to escaped: inout String) {
        let bytes = text.utf8
        var start = bytes.startIndex
        var place = start
        while place != bytes.endIndex {
            if let entity = entity(of: bytes[place]) {
                escaped += text[start..<place]
                escaped += entity
                bytes.formIndex(after: &place)
                start = place
            } else {
                bytes.formIndex(after: &place)
            }
        }
        escaped += text[start...]
    }

    private static func entity(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }

    package static func + (left: HTML, right: HTML) -> HTML {
        HTML(markup: left.text + right.text)
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ html: HTML) {
            text += html.text
        }

        package mutating func appendInterpolation(_ html: HTML?) {
            text += html?.text ?? ""
        }

        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { text += part.text }
        }

        package mutating func appendInterpolation(_ string: some StringProtocol) {
            HTML.append(string, to: &text)
        }

        package mutating func appendInterpolation(_ string: String?) {
            if let string { HTML.append(string, to: &text) }
        }

        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            text += String(number)
        }

        /// An attribute with the blank before it, where it applies: `" checked"`, `" selected"`.
        package mutating func appendInterpolation(_ attribute: StaticString, if applies: Bool) {
            if applies { text += "\(attribute)" }
        }
    }
}
