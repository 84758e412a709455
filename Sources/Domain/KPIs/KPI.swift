/// A measure of an account, or of one feature at an account: its name, unit and rule (D§10, docs/files.md).
///
/// Storage, export, receipts and the check of the configuration follow from `all` and `perFeature`.
package struct KPI: Sendable, Hashable {
    package let measure: Measure
    /// Nothing for the engagement counts, which look at everything up to the day.
    package let window: KPIWindow?
    package let aspect: Aspect
    /// The name of the column: `au_30d_change`.
    package let name: String

    package enum Measure: String, Sendable, Hashable {
        case activeUsers = "au"
        case npsScore = "nps_score"
        case npsResponses = "nps_responses"
        case engagementsActive = "engagements_active"
        case engagementsTotal = "engagements_total"
        case featureUsers = "feature_users"
    }

    /// Which side of a comparison the KPI shows.
    package enum Aspect: String, Sendable, Hashable {
        case current = ""
        case previous = "_prev"
        /// Percent; of a score, points.
        case change = "_change"
        /// Percent of a score, where the previous one was above 0.
        case percentChange = "_pct_change"
    }

    package enum Unit: String, Sendable, Hashable {
        case users, responses, engagements, score, points, percent
    }

    private init(_ measure: Measure, _ window: KPIWindow?, _ aspect: Aspect) {
        self.measure = measure
        self.window = window
        self.aspect = aspect
        name = measure.rawValue + (window.map { "_" + $0.rawValue } ?? "") + aspect.rawValue
    }

    package var unit: Unit {
        switch (measure, aspect) {
        case (_, .percentChange): .percent
        case (.npsScore, .change): .points
        case (.npsScore, _): .score
        case (_, .change): .percent
        case (.activeUsers, _), (.featureUsers, _): .users
        case (.npsResponses, _): .responses
        case (.engagementsActive, _), (.engagementsTotal, _): .engagements
        }
    }

    /// Counts are whole numbers and never missing.
    package var isCount: Bool {
        switch unit {
        case .users, .responses, .engagements: true
        case .score, .points, .percent: false
        }
    }

    package var isPerFeature: Bool { measure == .featureUsers }
}

extension KPI {
    /// The KPIs of an account, in the order of the export's columns.
    package static let all: [KPI] =
        comparisons(.activeUsers, KPIWindow.allCases, [.current, .previous, .change])
        + comparisons(.npsScore, KPIWindow.allCases, [.current, .previous, .change, .percentChange])
        + comparisons(.npsResponses, KPIWindow.allCases, [.current, .previous, .change])
        + [KPI(.engagementsActive, nil, .current), KPI(.engagementsTotal, nil, .current)]

    /// The KPIs of one feature at an account, in the order of the export's columns.
    package static let perFeature: [KPI] = comparisons(
        .featureUsers, KPIWindow.rolling, [.current, .previous, .change])

    /// A KPI by the name that the configuration and the exports use.
    package static func named(_ name: String) -> KPI? {
        byName[name]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: (all + perFeature).map { ($0.name, $0) })

    private static func comparisons(_ measure: Measure, _ windows: [KPIWindow], _ aspects: [Aspect]) -> [KPI] {
        windows.flatMap { window in aspects.map { KPI(measure, window, $0) } }
    }
}
