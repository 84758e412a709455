extension ReportChart {
    /// Each rule keeps its colour, whatever else there is.
    private static let colourOfRule = [
        "person": "a", "domain_map": "c", "name": "d", "name_without_legal_form": "e", "manual": "f",
    ]

    /// One run: its column's label, the share of each rule that linked, and their sum.
    private struct Run {
        let day: String
        var shares: [(rule: String, percent: Double)] = []

        var sum: Double { shares.reduce(0) { $0 + $1.percent } }
    }

    /// A column for each run, in its order: the rules that link stand upon each other up to the match rate.
    func columns() -> (height: Double, body: String)? {
        let runs = runs()
        guard !runs.isEmpty else { return nil }
        let (left, plotWidth, plotHeight) = (56.0, Self.width - 90, 240.0)
        func y(_ percent: Double) -> Double { Self.top + plotHeight * (1 - percent / 100) }
        let present = ["person", "domain_map", "name", "name_without_legal_form", "manual"].filter { rule in
            runs.contains { $0.shares.contains { $0.rule == rule } }
        }
        var body = legend(present.map { ($0, Self.colourOfRule[$0] ?? "b") }, unit: report.chart.unit)
        for tick in [0.0, 25, 50, 75, 100] {
            body +=
                "<line class=\"grid\" x1=\"\(n(left))\" x2=\"\(n(left + plotWidth))\" y1=\"\(n(y(tick)))\" y2=\"\(n(y(tick)))\"/>"
            body += text(Self.grouped(tick), x: left - 8, y: y(tick) + 4, anchor: "end", class: "value")
        }
        let step = plotWidth / Double(runs.count)
        let width = min(56, step * 0.7)
        // A label is some 76 points wide.
        let every = max(1, Int((76 / step).rounded(.up)))
        for (index, run) in runs.enumerated() {
            let middle = left + step * (Double(index) + 0.5)
            var reached = 0.0
            for rule in present {
                guard let share = run.shares.first(where: { $0.rule == rule })?.percent, share > 0 else { continue }
                body +=
                    "<rect x=\"\(n(middle - width / 2))\" y=\"\(n(y(reached + share)))\" width=\"\(n(width))\" "
                    + "height=\"\(n(plotHeight * share / 100))\" class=\"fill-\(Self.colourOfRule[rule] ?? "b")\">"
                    + "<title>\(run.day): \(Self.words(rule)) \(Self.grouped(share)) %</title></rect>"
                reached += share
            }
            guard index.isMultiple(of: every) else { continue }
            body += text("\(Self.grouped(reached)) %", x: middle, y: y(reached) - 6, anchor: "middle", class: "value")
            for (line, part) in run.day.split(separator: " ").enumerated() {
                let place = Self.top + plotHeight + 20 + Double(line) * 15
                body += text(String(part), x: middle, y: place, anchor: "middle", class: "value")
            }
        }
        return (Self.top + plotHeight + 48, body)
    }

    /// The rows by run; two runs of one minute are two.
    private func runs() -> [Run] {
        guard let number = table.columns.firstIndex(of: "run"), let day = table.columns.firstIndex(of: "day"),
            let rule = table.columns.firstIndex(of: "rule"), let percent = table.columns.firstIndex(of: "percent")
        else { return [] }
        var runs: [Run] = []
        var last: String?
        for row in table.rows {
            if row[number] != last { runs.append(Run(day: row[day])) }
            last = row[number]
            guard !CommunityReport.unlinkedRules.contains(row[rule]) else { continue }
            runs[runs.count - 1].shares.append((rule: row[rule], percent: Double(row[percent]) ?? 0))
        }
        return runs
    }
}
