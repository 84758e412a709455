/// Draws a report as SVG: bars by label, or lines over time.
///
/// A file of its own brings its colours, for light and dark; a part of a page takes the page's (`.report` in its stylesheet).
package struct ReportChart {
    private let report: CommunityReport
    private let table: ReportTable
    private static let colours = ["a", "b", "c", "d", "e", "f", "g", "h"]
    private static let mostBars = 20
    private static let width = 860.0

    package init(_ report: CommunityReport, _ table: ReportTable) {
        self.report = report
        self.table = table
    }

    /// A file that stands alone.
    package var svg: String { file(drawing) }

    /// An element for a page, without colours and title of its own.
    package var element: String {
        let (height, body) = drawing
        return
            "<svg class=\"chart report\" viewBox=\"0 44 \(n(Self.width)) \(n(height - 44))\" role=\"img\" "
            + "aria-label=\"\(escape(report.title))\">\n\(body)\n</svg>"
    }

    private var drawing: (height: Double, body: String) { report.chart.series == nil ? bars() : lines() }

    // MARK: Bars

    private func bars() -> (height: Double, body: String) {
        let chart = report.chart
        guard let label = table.columns.firstIndex(of: chart.label) else { return (120, empty) }
        let values = chart.values.compactMap { name in table.columns.firstIndex(of: name) }
        let rows = table.rows.prefix(Self.mostBars)
        let highest = rows.flatMap { row in values.map { Double(row[$0]) ?? 0 } }.max() ?? 0
        guard highest > 0 else { return (120, empty) }
        let barHeight = values.count > 1 ? 9.0 : 16.0
        let step = barHeight * Double(values.count) + 12
        let (left, top) = (262.0, 84.0)
        let scale = (Self.width - left - 90) / highest
        var body = legend(chart.values.count > 1 ? chart.values : [])
        for (index, row) in rows.enumerated() {
            let y = top + Double(index) * step
            body += text(short(row[label]), x: left - 12, y: y + step / 2 - 2, anchor: "end", class: "label")
            for (series, column) in values.enumerated() {
                let value = Double(row[column]) ?? 0
                let barY = y + Double(series) * barHeight
                body +=
                    "<rect x=\"\(n(left))\" y=\"\(n(barY))\" width=\"\(n(max(1, value * scale)))\" height=\"\(n(barHeight - 2))\" "
                    + "rx=\"2\" class=\"fill-\(Self.colours[series % Self.colours.count])\"><title>\(escape(row[label])): \(escape(grouped(value)))</title></rect>"
                body += text(
                    grouped(value), x: left + value * scale + 8, y: barY + barHeight - 3, anchor: "start",
                    class: "value")
            }
        }
        return (top + Double(rows.count) * step + 24, body)
    }

    // MARK: Lines

    private func lines() -> (height: Double, body: String) {
        let chart = report.chart
        guard let series = chart.series.flatMap({ table.columns.firstIndex(of: $0) }),
            let label = table.columns.firstIndex(of: chart.label), let first = chart.values.first,
            let value = table.columns.firstIndex(of: first), !table.rows.isEmpty
        else { return (120, empty) }
        var labels: [String] = []
        var names: [String] = []
        for row in table.rows {
            if !labels.contains(row[label]) { labels.append(row[label]) }
            if !names.contains(row[series]) { names.append(row[series]) }
        }
        labels.sort()
        let (left, top, plotWidth, plotHeight) = (56.0, 92.0, Self.width - 90, 240.0)
        let highest = max(100, table.rows.compactMap { Double($0[value]) }.max() ?? 0)
        func x(_ index: Int) -> Double {
            left + (labels.count < 2 ? plotWidth / 2 : plotWidth * Double(index) / Double(labels.count - 1))
        }
        func y(_ value: Double) -> Double { top + plotHeight * (1 - value / highest) }
        var body = legend(names)
        for tick in stride(from: 0.0, through: highest, by: highest / 4) {
            body +=
                "<line class=\"grid\" x1=\"\(n(left))\" x2=\"\(n(left + plotWidth))\" y1=\"\(n(y(tick)))\" y2=\"\(n(y(tick)))\"/>"
            body += text(grouped(tick), x: left - 8, y: y(tick) + 4, anchor: "end", class: "value")
        }
        for (place, name) in names.enumerated() {
            let points = table.rows.filter { $0[series] == name }.compactMap { row in
                labels.firstIndex(of: row[label]).flatMap { index in Double(row[value]).map { (index, $0) } }
            }.sorted { $0.0 < $1.0 }
            let colour = Self.colours[place % Self.colours.count]
            let path = points.map { "\(n(x($0.0))),\(n(y($0.1)))" }.joined(separator: " ")
            body += "<polyline points=\"\(path)\" class=\"line-\(colour)\"/>"
            for point in points {
                body += "<circle cx=\"\(n(x(point.0)))\" cy=\"\(n(y(point.1)))\" r=\"3.5\" class=\"fill-\(colour)\"/>"
            }
        }
        let every = max(1, labels.count / 8)
        for index in stride(from: 0, to: labels.count, by: every) {
            body += text(labels[index], x: x(index), y: top + plotHeight + 22, anchor: "middle", class: "value")
        }
        return (top + plotHeight + 44, body)
    }

    // MARK: Parts

    private func file(_ drawing: (height: Double, body: String)) -> String {
        let fills = Self.colours.map { ".fill-\($0) { fill: var(--\($0)); } .line-\($0) { stroke: var(--\($0)); }" }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(drawing.height))" role="img" aria-label="\(escape(report.title))">
            <style>
            svg { --ink:#1c2330; --soft:#667085; --paper:#ffffff; --line:#e4e7ec; --a:#2f6fde; --b:#9db9ee; --c:#12a594; --d:#e2931d; --e:#c64b8c; --f:#7a5af8; --g:#c0392b; --h:#667085; }
            @media (prefers-color-scheme: dark) { svg { --ink:#edf0f5; --soft:#98a2b3; --paper:#12161d; --line:#2a313c; --a:#6ea0ff; --b:#3d5a94; --c:#3fd0bd; --d:#f2b65a; --e:#ea86b8; --f:#a08bff; --g:#ff9a90; --h:#98a2b3; } }
            text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--ink); }
            .title { font-size: 19px; font-weight: 600; } .value { font-size: 12px; fill: var(--soft); } .grid { stroke: var(--line); }
            polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
            \(fills.joined(separator: "\n"))
            </style>
            <rect width="100%" height="100%" style="fill:var(--paper)"/>
            \(text(report.title, x: 24, y: 38, anchor: "start", class: "title"))
            \(drawing.body)
            </svg>

            """
    }

    private var empty: String { text("There is nothing to draw yet.", x: 24, y: 78, anchor: "start", class: "value") }

    private func legend(_ names: [String]) -> String {
        var x = 24.0
        var legend = ""
        for (index, name) in names.enumerated() {
            legend +=
                "<rect x=\"\(n(x))\" y=\"54\" width=\"11\" height=\"11\" rx=\"3\" class=\"fill-\(Self.colours[index % Self.colours.count])\"/>"
            let shown = name.split(separator: "_").joined(separator: " ")
            legend += text(shown, x: x + 17, y: 64, anchor: "start", class: "value")
            x += 36 + Double(shown.count) * 7
        }
        return legend
    }

    private func text(_ content: String, x: Double, y: Double, anchor: String, class style: String) -> String {
        "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" class=\"\(style)\">\(escape(content))</text>"
    }

    private func short(_ text: String) -> String {
        text.count > 27 ? text.prefix(26) + "…" : text
    }

    private func n(_ number: Double) -> String { plainText(of: (number * 10).rounded() / 10) }

    private func grouped(_ number: Double) -> String {
        let digits = Array(plainText(of: number.magnitude.rounded()))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "\u{2009}" }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped
    }

    private func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
