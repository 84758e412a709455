/// A bar that shows how a whole is parted; the numbers stand beside it in words.
struct ShareBar: Sendable {
    let parts: [(count: Int, kind: String)]
    let label: String

    var html: HTML {
        let total = parts.reduce(0) { $0 + $1.count }
        var left = 0.0
        let bars = parts.map { part -> HTML in
            let width = total == 0 ? 0 : Double(part.count) / Double(total) * 100
            defer { left += width }
            return
                "<rect class=\"\(part.kind)\" x=\"\(Self.number(left))\" width=\"\(Self.number(width))\" height=\"8\"/>"
        }
        return """
            <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="\(label)">\(bars)</svg>
            """
    }

    static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return hundredths == hundredths.rounded() ? String(Int(hundredths)) : String(hundredths)
    }
}
