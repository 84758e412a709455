import Domain

/// A KPI's receipt for a person: the formula, the days, and who contributed.
struct ReceiptText {
    let receipt: KPIReceipt
    /// More contributors than this are only counted.
    private static let shown = 40

    init(_ receipt: KPIReceipt) {
        self.receipt = receipt
    }

    var lines: [String] {
        let name = receipt.kpi.name + (receipt.feature.map { " of \($0)" } ?? "")
        var lines = [
            "\(name) of \(receipt.account) is \(receipt.value.map(plainText) ?? "no value")",
            "  formula: \(receipt.kpi.formula)",
            "  as of \(receipt.asOf.text), the start of that day in \(receipt.zone)",
        ]
        lines += part(receipt.current, title: "window")
        if let previous = receipt.previous { lines += part(previous, title: "window before") }
        return lines
    }

    private func part(_ part: KPIReceipt.Part, title: String) -> [String] {
        var lines: [String] = []
        let value = part.value.map(plainText) ?? "no value"
        if let days = part.days {
            lines.append("  \(title): \(days.lowerBound.text) until before \(days.upperBound.text): \(value)")
        } else {
            lines.append("  \(title): everything so far: \(value)")
        }
        lines += listed(part.users.map { "\($0.id): \($0.days.map(\.text).joined(separator: ", "))" })
        lines += listed(
            part.responses.map { "\($0.id): score \($0.score) at \($0.at.iso8601)\($0.user.map { " by \($0)" } ?? "")" }
        )
        lines += listed(
            part.engagements.map { "\($0.id) (\($0.state ?? "no state")): seen by \($0.viewers.count) users" })
        return lines
    }

    private func listed(_ items: [String]) -> [String] {
        let rest = items.count - Self.shown
        return items.prefix(Self.shown).map { "    " + $0 } + (rest > 0 ? ["    … and \(grouped(rest)) more"] : [])
    }
}
