/// What was counted for one account as of a day: all its KPIs follow from it (D§10, D§11).
package struct AccountMeasures: Sendable, Hashable {
    /// Twelve counts, one per bit of `WindowSet`; the other four lanes stay 0.
    package typealias WindowCounts = SIMD16<UInt32>

    package var activeUsers = WindowCounts()
    package var responses = WindowCounts()
    package var promoters = WindowCounts()
    package var detractors = WindowCounts()
    package var engagementsActive: UInt32 = 0
    package var engagementsTotal: UInt32 = 0

    package init() {}

    package func value(of kpi: KPI) -> Double? {
        guard let window = kpi.window else {
            return Double(kpi.measure == .engagementsActive ? engagementsActive : engagementsTotal)
        }
        let current = WindowSet.index(of: window, previous: false)
        let previous = WindowSet.index(of: window, previous: true)
        switch kpi.measure {
        case .activeUsers: return Self.comparison(kpi.aspect, activeUsers[previous], activeUsers[current])
        case .npsResponses: return Self.comparison(kpi.aspect, responses[previous], responses[current])
        case .npsScore: return Self.comparison(kpi.aspect, score(previous), score(current))
        case .engagementsActive, .engagementsTotal, .featureUsers: return nil
        }
    }

    private func score(_ index: Int) -> Double? {
        NPSTally(
            responses: Int(responses[index]), promoters: Int(promoters[index]), detractors: Int(detractors[index])
        ).score
    }

    private static func comparison(_ aspect: KPI.Aspect, _ previous: UInt32, _ current: UInt32) -> Double? {
        switch aspect {
        case .current: Double(current)
        case .previous: Double(previous)
        case .change, .percentChange: Change.percent(from: Int(previous), to: Int(current))
        }
    }

    private static func comparison(_ aspect: KPI.Aspect, _ previous: Double?, _ current: Double?) -> Double? {
        switch aspect {
        case .current: current
        case .previous: previous
        case .change: Change.points(from: previous, to: current)
        case .percentChange: Change.percent(from: previous, to: current)
        }
    }
}

/// What was counted for one feature at one account as of a day.
package struct FeatureMeasures: Sendable, Hashable {
    /// Six counts, one per bit of the rolling windows; the other two lanes stay 0.
    package typealias WindowCounts = SIMD8<UInt32>

    package var users = WindowCounts()

    package init(users: WindowCounts = WindowCounts()) {
        self.users = users
    }

    package func value(of kpi: KPI) -> Double? {
        guard kpi.isPerFeature, let window = kpi.window else { return nil }
        let current = users[WindowSet.index(of: window, previous: false)]
        let previous = users[WindowSet.index(of: window, previous: true)]
        switch kpi.aspect {
        case .current: return Double(current)
        case .previous: return Double(previous)
        case .change, .percentChange: return Change.percent(from: Int(previous), to: Int(current))
        }
    }
}
