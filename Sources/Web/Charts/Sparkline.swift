/// A small line of numbers, oldest first; the numbers stand beside it.
struct Sparkline: Sendable {
    let values: [Double]
    let label: String

    var html: HTML {
        guard values.count > 1, let low = values.min(), let high = values.max() else { return "" }
        let span = high > low ? high - low : 1
        let points = values.enumerated().map { index, value in
            let x = Double(index) / Double(values.count - 1) * 96 + 2
            let y = 22 - (value - low) / span * 20
            return "\(ShareBar.number(x)),\(ShareBar.number(y))"
        }
        return """
            <svg class="spark" viewBox="0 0 100 24" role="img" aria-label="\(label)"><polyline points="\(points.joined(separator: " "))"/></svg>
            """
    }
}
