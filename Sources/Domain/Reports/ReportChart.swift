/// Draws a report as SVG: bars by label, or columns over time.
///
/// A file of its own brings its colours, for light and dark, and the definition of its numbers; a part of a page takes
/// the page's colours (`.report` in its stylesheet), and the page says what the numbers mean.
package struct ReportChart {
    let report: CommunityReport
    let table: ReportTable
    static let colours = ["a", "b", "c", "d", "e", "f"]
    static let width = 860.0
    /// Where the drawing begins, below title and legend.
    static let top = 92.0

    package init(_ report: CommunityReport, _ table: ReportTable) {
        self.report = report
        self.table = table
    }

    /// A file that stands alone.
    package var svg: String {
        let (height, body) = drawing
        let lines = Self.wrapped(report.definition, at: 128)
        let definition = lines.enumerated().map { index, line in
            text(line, x: 24, y: height + 20 + Double(index) * 17, class: "value")
        }
        return file(body + definition.joined(), height: height + 28 + Double(lines.count) * 17)
    }

    /// An element for a page, without colours and title of its own.
    package var element: String {
        let (height, body) = drawing
        return
            "<svg class=\"chart report\" viewBox=\"0 44 \(n(Self.width)) \(n(height - 44))\" role=\"img\" "
            + "aria-label=\"\(Self.escape(report.title))\">\n\(body)\n</svg>"
    }

    private var drawing: (height: Double, body: String) {
        (report.chart.series == nil ? bars() : columns()) ?? (104, text("There is nothing to draw yet.", x: 24, y: 72))
    }

    // MARK: Parts

    private func file(_ body: String, height: Double) -> String {
        let fills = Self.colours.map { ".fill-\($0) { fill: var(--\($0)); }" }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(height))" role="img" aria-label="\(Self.escape(report.title))">
            <style>
            svg { --ink:#1c2330; --soft:#667085; --paper:#ffffff; --line:#e4e7ec; --a:#2f6fde; --b:#9db9ee; --c:#12a594; --d:#e2931d; --e:#c64b8c; --f:#7a5af8; }
            @media (prefers-color-scheme: dark) { svg { --ink:#edf0f5; --soft:#98a2b3; --paper:#12161d; --line:#2a313c; --a:#6ea0ff; --b:#3d5a94; --c:#3fd0bd; --d:#f2b65a; --e:#ea86b8; --f:#a08bff; } }
            text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--ink); }
            .title { font-size: 19px; font-weight: 600; } .value { font-size: 12px; fill: var(--soft); }
            .grid { stroke: var(--line); }
            \(fills.joined(separator: "\n"))
            </style>
            <rect width="100%" height="100%" style="fill:var(--paper)"/>
            \(text(report.title, x: 24, y: 38, class: "title"))
            \(body)
            </svg>

            """
    }

    /// Names with their colours, in one line; the unit alone where there is only one.
    func legend(_ names: [(name: String, colour: String)], unit: String) -> String {
        guard names.count > 1 else { return text(unit, x: 24, y: 64, class: "value") }
        var x = 24.0
        var legend = ""
        for (name, colour) in names {
            legend +=
                "<rect x=\"\(n(x))\" y=\"54\" width=\"11\" height=\"11\" rx=\"3\" class=\"fill-\(colour)\"/>"
            let shown = Self.words(name)
            legend += text(shown, x: x + 17, y: 64, class: "value")
            x += 36 + Double(shown.count) * 7
        }
        return legend + text("(\(unit))", x: x, y: 64, class: "value")
    }

    func text(
        _ content: String, x: Double, y: Double, anchor: String = "start", class style: String = "label"
    ) -> String {
        "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" class=\"\(style)\">\(Self.escape(content))</text>"
    }

    func n(_ number: Double) -> String { plainText(of: (number * 10).rounded() / 10) }

    /// A column's name as people write it.
    static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

    /// A text of at most so many points, capitals being wide.
    static func short(_ text: String, within points: Double) -> String {
        var left = points
        for (place, character) in text.enumerated() {
            left -= character.isUppercase ? 9.2 : character.isASCII ? 7.1 : 8
            if left < 0 { return text.prefix(max(1, place - 1)) + "…" }
        }
        return text
    }

    /// Thousands apart, at most one digit behind the point.
    static func grouped(_ number: Double) -> String {
        let parts = plainText(of: (number.magnitude * 10).rounded() / 10).split(separator: ".")
        let digits = Array(parts.first ?? "0")
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "\u{2009}" }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped + (parts.count > 1 ? "." + parts[1] : "")
    }

    private static func wrapped(_ text: String, at width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML has no way of writing these.
            case "\u{0}"..<"\t", "\u{B}"..."\u{C}", "\u{E}"..<" ", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
