import Domain

/// One bar for each day of a stretch: how many of something there were.
struct DayBars: Sendable {
    let first: Day
    let counts: [Int]
    let label: String

    var html: HTML {
        let width = 480.0
        let height = 120.0
        let peak = max(counts.max() ?? 0, 1)
        let step = width / Double(max(counts.count, 1))
        let bars = counts.enumerated().map { index, count -> HTML in
            let tall = Double(count) / Double(peak) * (height - 24)
            let x = ShareBar.number(Double(index) * step)
            return """
                <rect class="day" x="\(x)" y="\(ShareBar.number(height - 18 - tall))" width="\(ShareBar.number(max(step - 1, 0.5)))" height="\(ShareBar.number(tall))">\
                <title>\(first.advanced(by: index).text): \(count)</title></rect>
                """
        }
        return """
            <svg class="chart" viewBox="0 0 480 120" role="img" aria-label="\(label); at most \(peak) on a day">
            <line class="axis" x1="0" y1="102" x2="480" y2="102"/>\(bars)
            <text x="0" y="116">\(first.text)</text><text x="480" y="116" text-anchor="end">\(first.advanced(by: max(counts.count - 1, 0)).text)</text>
            <text x="0" y="10">\(peak)</text></svg>
            """
    }
}
