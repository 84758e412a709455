/// How a KPI's value came about: the rule, the days, and who or what was counted.
package struct KPIReceipt: Sendable, Hashable {
    package var kpi: KPI
    package var account: String
    package var feature: String?
    package var asOf: Day
    package var zone: String
    package var value: Double?
    /// What was counted in the window, and for a comparison also in the one before.
    package var current = Part()
    package var previous: Part?

    package init(kpi: KPI, account: String, feature: String?, asOf: Day, zone: String) {
        self.kpi = kpi
        self.account = account
        self.feature = feature
        self.asOf = asOf
        self.zone = zone
    }

    /// What one window counted.
    package struct Part: Sendable, Hashable {
        /// Nothing for engagements, which look at everything up to the day.
        package var days: Range<Day>?
        package var value: Double?
        package var users: [ActiveUser] = []
        package var responses: [Response] = []
        package var engagements: [Engagement] = []

        package init(days: Range<Day>? = nil) {
            self.days = days
        }
    }

    /// A user who counts, with the days that make them count.
    package struct ActiveUser: Sendable, Hashable {
        package let id: String
        package let days: [Day]

        package init(id: String, days: [Day]) {
            self.id = id
            self.days = days
        }
    }

    /// A response that counts.
    package struct Response: Sendable, Hashable {
        package let id: String
        package let user: String?
        package let at: Instant
        package let score: Int

        package init(id: String, user: String?, at: Instant, score: Int) {
            self.id = id
            self.user = user
            self.at = at
            self.score = score
        }
    }

    /// An engagement that counts, with those of the account's users who viewed it.
    package struct Engagement: Sendable, Hashable {
        package let id: String
        package let state: String?
        package let viewers: [String]

        package init(id: String, state: String?, viewers: [String]) {
            self.id = id
            self.state = state
            self.viewers = viewers
        }
    }
}
