package import Domain

/// Numbers and times as pages write them.
package enum Figures {
    /// `1 234 567` with narrow spaces that do not break.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var out = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out += "\u{202F}" }
            out.append(digit)
        }
        return out
    }

    /// `87.5 %` of a share between 0 and 1; never 100 % where something is missing, never 0 % where something is there.
    package static func percent(_ share: Double) -> String {
        let tenths = min(max((share * 1000).rounded(), share > 0 ? 1 : 0), share < 1 ? 999 : 1000)
        return "\(plainText(of: tenths / 10))\u{202F}%"
    }

    /// `21 Nov 2026, 23:04 UTC`, as a `time` element that machines read too.
    package static func time(_ instant: Instant) -> HTML {
        let day = instant.dayInUTC.components
        let clock = instant.iso8601.dropFirst(11).prefix(5)
        return
            "<time datetime=\"\(instant.iso8601)\">\(day.day) \(months[day.month - 1]) \(day.year), \(clock) UTC</time>"
    }

    /// `21 Nov 2026`, where the hour does not matter.
    package static func day(_ instant: Instant) -> HTML {
        let day = instant.dayInUTC.components
        return "<time datetime=\"\(instant.iso8601)\">\(day.day) \(months[day.month - 1]) \(day.year)</time>"
    }

    /// `3 minutes ago`, `in 2 hours`.
    package static func distance(of instant: Instant, from now: Instant) -> String {
        let seconds = (instant.milliseconds - now.milliseconds) / 1000
        let words = span(seconds: abs(seconds))
        guard words != "now" else { return words }
        return seconds < 0 ? "\(words) ago" : "in \(words)"
    }

    /// How long something took: `850 ms`, `12 s`, `3 min`.
    package static func duration(from start: Instant, to end: Instant) -> String {
        let milliseconds = max(0, end.milliseconds - start.milliseconds)
        switch milliseconds {
        case 0..<1000: return "\(milliseconds) ms"
        case 0..<100_000: return "\(plainText(of: Double(milliseconds / 100) / 10)) s"
        default: return "\(milliseconds / 60_000) min \(milliseconds / 1000 % 60) s"
        }
    }

    /// A number of a KPI with at most two decimals; an em dash where there is none.
    package static func value(_ number: Double?) -> String {
        guard let number else { return "—" }
        guard number != number.rounded() || number.magnitude >= 1e15 else { return grouped(Int(number)) }
        let text = plainText(of: (number.magnitude * 100).rounded() / 100)
        return number < 0 ? "−" + text : text
    }

    private static func span(seconds: Int64) -> String {
        switch seconds {
        case 0..<10: "now"
        case 0..<60: "\(seconds) seconds"
        case 0..<5400: plural(max(1, seconds / 60), "minute")
        case 0..<129_600: plural(max(1, (seconds + 1800) / 3600), "hour")
        default: plural((seconds + 43_200) / 86_400, "day")
        }
    }

    private static func plural(_ count: Int64, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
