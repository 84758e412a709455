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
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return HTML(markup: escaped)
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
            text += HTML.escaping(string).text
        }

        package mutating func appendInterpolation(_ string: String?) {
            text += HTML.escaping(string ?? "").text
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
