/// How a value compares with the one of the previous period (D§10).
package enum Change {
    /// Percent: 0 where both counts are 0, nothing where only the previous one is.
    package static func percent(from previous: Int, to current: Int) -> Double? {
        guard previous != 0 else { return current == 0 ? 0 : nil }
        return Double(current - previous) * 100 / Double(previous)
    }

    /// The difference of two scores.
    package static func points(from previous: Double?, to current: Double?) -> Double? {
        guard let previous, let current else { return nil }
        return current - previous
    }

    /// Percent of a score that is above 0: of a signed score it would say nothing.
    package static func percent(from previous: Double?, to current: Double?) -> Double? {
        guard let previous, let current, previous > 0 else { return nil }
        return (current - previous) / previous * 100
    }
}
