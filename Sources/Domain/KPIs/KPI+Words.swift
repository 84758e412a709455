extension KPI {
    /// How the value comes about, in one sentence.
    package var formula: String {
        switch aspect {
        case .current: subject(in: window.map { "in \($0.words)" } ?? "")
        case .previous: subject(in: window.map { "in the period before \($0.words), of the same kind" } ?? "")
        case .change where measure == .npsScore:
            "The score minus the score of the previous period, in points; nothing where either is missing."
        case .change:
            "(current − previous) / previous × 100; 0 where both are 0, nothing where only the previous is 0."
        case .percentChange:
            "(current − previous) / previous × 100; only where the previous score is above 0."
        }
    }

    /// The names that other products and older screens give to the same measure (D§10).
    package var labels: [String] {
        Self.labels[name] ?? []
    }

    private func subject(in period: String) -> String {
        switch measure {
        case .activeUsers: "Distinct users with at least one event \(period); leads and visitors do not count."
        case .featureUsers:
            "Distinct users who used the feature, or a feature of the module, \(period); leads and visitors do not count."
        case .npsScore: "100 × (promoters − detractors) / responses \(period); nothing without responses."
        case .npsResponses: "Responses with a score \(period); those of leads and visitors do not count."
        case .engagementsActive:
            "Distinct engagements that are started now and that at least one user of the account had viewed by then."
        case .engagementsTotal:
            "Distinct engagements of any state that at least one user of the account had viewed by then."
        }
    }

    private static let labels: [String: [String]] = [
        "au_7d": ["Weekly Active Users (WAU) Count", "7 Day Active User Count", "Weekly active users"],
        "au_30d": ["Monthly Active Users Count: last 30 days", "30 Day Active User Count", "Monthly active users"],
        "au_90d": ["Quarterly Active Users (QAU) Count", "90 Day Active User Count", "Quarterly active users"],
        "au_7d_change": [
            "Week over Week (WoW) Change", "% change in 7 Day Active User", "Weekly active users change",
        ],
        "au_30d_change": [
            "Month over Month (MoM) Change", "% change in 30 Day Active User", "Monthly active users change",
        ],
        "au_90d_change": [
            "Quarter over Quarter (QoQ) Change", "% change in 90 Day Active User", "Quarterly active users change",
        ],
        "au_last_month": ["Last Month MAU"],
        "nps_score_7d": ["Last Week NPS Score", "7 day NPS Score"],
        "nps_score_30d": ["Last Month NPS Score", "30 day NPS Score"],
        "nps_score_90d": ["Last Quarter NPS Score", "90 day NPS Score"],
        "nps_responses_7d": ["Last Week NPS Responses", "7 day NPS Responses"],
        "nps_responses_30d": ["Last Month NPS Responses", "30 day NPS Responses"],
        "nps_responses_90d": ["Last Quarter NPS Responses", "90 day NPS Responses"],
        "nps_score_7d_change": ["WoW NPS Score", "Week over week NPS score"],
        "nps_score_30d_change": ["MoM NPS Score", "Month over month NPS score"],
        "nps_score_90d_change": ["QoQ NPS Score", "Quarter over quarter NPS score", "% change in 90 day NPS"],
        "nps_responses_7d_change": ["WoW NPS Responses", "Week over week NPS responses"],
        "nps_responses_30d_change": ["MoM NPS Responses", "Month over month NPS responses"],
        "nps_responses_90d_change": ["QoQ NPS Responses", "Quarter over quarter NPS responses"],
        "feature_users_7d": ["Feature Users Last 7 Days", "Feature usage last 7 days"],
        "feature_users_30d": ["Feature Users Last 30 Days", "Feature usage last 30 days"],
        "feature_users_90d": ["Feature Users Last 90 Days", "Feature usage last 90 days"],
        "feature_users_7d_change": ["% change in 7 Day Feature Users", "Feature usage weekly change"],
        "feature_users_30d_change": ["% change in 30 Day Feature Users", "Feature usage monthly change"],
        "feature_users_90d_change": ["% change in 90 Day Feature Users", "Feature usage quarterly change"],
        "engagements_active": ["Active engagements count"],
        "engagements_total": ["Number of engagements"],
    ]
}
