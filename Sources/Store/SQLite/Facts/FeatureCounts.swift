import Domain

/// The counts of one feature, as SQL over a member `f` of `json_each(kpi.features)`; where there is none, zeros.
enum FeatureCounts {
    /// The six counts in the order of the windows' bits.
    static let columns = (0..<WindowSet.rollingCount).map(column).joined(separator: ", ")

    /// The value of a KPI per feature.
    static func expression(for kpi: KPI) -> String {
        guard let window = kpi.window else { return "NULL" }
        let current = column(WindowSet.index(of: window, previous: false))
        let previous = column(WindowSet.index(of: window, previous: true))
        return switch kpi.aspect {
        case .current: current
        case .previous: previous
        case .change, .percentChange:
            """
            (CASE WHEN \(previous) <> 0 THEN (\(current) - \(previous)) * 100.0 / \(previous)
                WHEN \(current) = 0 THEN 0.0 END)
            """
        }
    }

    private static func column(_ index: Int) -> String { "coalesce(f.value ->> \(index), 0)" }
}
