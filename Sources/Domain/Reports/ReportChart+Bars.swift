extension ReportChart {
    private static let mostBars = 20
    private static let left = 262.0

    /// The first rows as bars, the values of a row under each other; nothing where there is nothing above 0.
    func bars() -> (height: Double, body: String)? {
        let chart = report.chart
        let values = chart.values.compactMap { name in table.columns.firstIndex(of: name) }
        let rows = Array(table.rows.prefix(Self.mostBars))
        let largest = rows.flatMap { row in values.map { Double(row[$0]) ?? 0 } }.max() ?? 0
        guard let label = table.columns.firstIndex(of: chart.label), largest > 0 else { return nil }
        let notes = rows.map(notes)
        let room = notes.allSatisfy(\.isEmpty) ? 90.0 : 290
        let scale = (Self.width - Self.left - room) / (chart.highest ?? largest)
        let barHeight = values.count > 1 ? 14.0 : 16.0
        let step = barHeight * Double(values.count) + 12
        var body = legend(chart.values.enumerated().map { ($1, Self.colours[$0 % 6]) }, unit: chart.unit)
        for (index, row) in rows.enumerated() {
            let y = Self.top + Double(index) * step
            body += text(
                Self.short(row[label], within: Self.left - 34), x: Self.left - 12, y: y + step / 2 - 2, anchor: "end")
            for (series, column) in values.enumerated() {
                let note = series == 0 ? notes[index] : ""
                body += bar(
                    Double(row[column]) ?? 0, scale, y: y + Double(series) * barHeight, height: barHeight,
                    colour: Self.colours[series % 6], label: row[label], note: note)
            }
        }
        let height = Self.top + Double(rows.count) * step + 12
        guard table.rows.count > rows.count else { return (height, body) }
        let more = "The first \(rows.count) of \(table.rows.count)."
        return (height + 18, body + text(more, x: Self.left, y: height + 4, class: "value"))
    }

    private func bar(
        _ value: Double, _ scale: Double, y: Double, height: Double, colour: String, label: String, note: String
    ) -> String {
        let shown = Self.grouped(value)
        let end = Self.left + value * scale + 8
        let beside = note.isEmpty ? shown : shown + " · " + note
        return
            "<rect x=\"\(n(Self.left))\" y=\"\(n(y))\" width=\"\(n(max(1, value * scale)))\" height=\"\(n(height - 2))\" "
            + "rx=\"2\" class=\"fill-\(colour)\"><title>\(Self.escape("\(label): \(beside)"))</title></rect>"
            + text(
                Self.short(beside, within: Self.width - end - 8), x: end, y: y + height / 2 + 3, class: "value")
    }

    /// What stands beside the first value of a row: words as they are, numbers with their names.
    private func notes(_ row: [String]) -> String {
        report.chart.notes.compactMap { name in
            guard let column = table.columns.firstIndex(of: name), !row[column].isEmpty else { return nil }
            guard !CommunityReport.wordColumns.contains(name), let number = Double(row[column]) else {
                return row[column]
            }
            return switch name {
            case "change_percent": (number > 0 ? "+" : "") + Self.grouped(number) + " %"
            case "nps": "NPS \(Self.grouped(number))"
            case "revenue", "health": "\(name) \(Self.grouped(number))"
            default: "\(Self.grouped(number)) \(Self.words(name))"
            }
        }.joined(separator: " · ")
    }
}
