/// The reports about the community (D§19); the raw value is the name on the command line.
package enum CommunityReport: String, Sendable, Hashable, CaseIterable {
    case activeMembers = "active-members"
    case revenueWithoutMembers = "revenue-without-members"
    case topContributors = "top-contributors"
    case ideas
    case openQuestions = "open-questions"
    case matchRate = "match-rate"
    case usageAndCommunity = "usage-and-community"
    case activeCustomers = "active-customers"
    case executive

    package var title: String {
        switch self {
        case .activeMembers: "Active members by account"
        case .revenueWithoutMembers: "Accounts with revenue but no member"
        case .topContributors: "Top contributors by account"
        case .ideas: "Ideas by votes and the revenue behind them"
        case .openQuestions: "Open questions by account and age"
        case .matchRate: "Match rate over time by rule"
        case .usageAndCommunity: "Community activity beside product usage and NPS"
        case .activeCustomers: "Share of active customers by revenue band"
        case .executive: "Executive roll-up"
        }
    }

    /// What the numbers mean, in sentences to be printed under them.
    package var definition: String {
        let active =
            "Active: a member who wrote, voted, liked, signed up for an event or was last seen by the platform within the "
            + "window. Points, accepted answers, registrations and logins do not count. The API has no page views, so reading "
            + "alone counts only through the platform's last-seen stamp."
        switch self {
        case .activeMembers:
            return active
                + " Change is (current - previous) / previous in percent; nothing where the previous window is 0 and the current is not."
        case .revenueWithoutMembers:
            return "Accounts whose revenue attribute is above 0 and to whom no present member is associated."
        case .topContributors:
            return
                "Posts are topics plus replies within the window; likes are those that the member's posts received; answers are "
                + "replies accepted as an answer. The five first of each account, by posts."
        case .ideas:
            return "Revenue behind an idea is the sum over the distinct accounts of its author and its known voters; "
                + "voters without an account add votes and no revenue."
        case .openQuestions:
            return
                "Questions that are neither answered nor closed; the age is counted from their creation to the day of the report."
        case .matchRate:
            return
                "Of each association run, the share of present members associated by each rule; the rest is ambiguous, excluded "
                + "(free or disposable mail) or unmatched. The match rate is the share of those who have an account."
        case .usageAndCommunity:
            return active
                + " Product users, NPS and its responses are the account's KPIs of the same number of days before the same "
                + "day, which as_of names: the day asked for, otherwise the one that a run measured last."
        case .activeCustomers:
            return "Customers are all accounts with the band's revenue; active ones have at least one active member. "
                + active
        case .executive: return "Health is the mean of the health attribute over the accounts of a row. " + active
        }
    }

    /// How the report is drawn.
    package var chart: Chart {
        switch self {
        case .activeMembers:
            Chart(label: "account", values: ["active", "previous"], notes: ["change_percent"], unit: "members")
        case .revenueWithoutMembers: Chart(label: "account", values: ["revenue"], unit: "revenue")
        case .topContributors: Chart(label: "member", values: ["posts"], notes: ["account"], unit: "posts")
        case .ideas: Chart(label: "idea", values: ["revenue"], notes: ["votes"], unit: "revenue behind the idea")
        case .openQuestions: Chart(label: "account", values: ["age_days"], notes: ["title"], unit: "days open")
        case .matchRate: Chart(label: "day", values: ["percent"], unit: "% of members", series: "rule")
        case .usageAndCommunity:
            Chart(label: "account", values: ["community_active", "product_active"], notes: ["nps"], unit: "people")
        case .activeCustomers:
            Chart(
                label: "band", values: ["percent_active"], notes: ["active", "customers"], unit: "% active",
                highest: 100)
        case .executive:
            Chart(
                label: "group", values: ["accounts", "active_members"], notes: ["revenue", "health"],
                unit: "accounts, members")
        }
    }

    package struct Chart: Sendable, Hashable {
        /// The column of labels.
        package let label: String
        /// The columns of values; several stand under each other.
        package let values: [String]
        /// Columns that are written beside the first value.
        package var notes: [String] = []
        /// What the values are.
        package let unit: String
        /// The end of the scale, where it is not the largest value.
        package var highest: Double?
        /// The column that divides a run's rows; with it columns over time are drawn, bars otherwise.
        package var series: String?
    }

    /// Columns that hold words, even where they look like numbers: an account's id may be 007.
    package static let wordColumns: Set<String> = [
        "account_id", "account", "website", "member", "id", "idea", "account_names", "question", "title", "day", "rule",
        "band", "group", "as_of",
    ]

    /// The windows that can be asked for, in days: those of the KPIs, where it shows KPIs; nothing means any.
    package var windows: [Int]? { self == .usageAndCommunity ? [7, 30, 90] : nil }

    /// What the match rate over time tells of members without an account.
    package static let unlinkedRules: Set<String> = ["ambiguous", "excluded", "unmatched"]
}

/// What a report looks at.
package struct ReportScope: Sendable, Hashable {
    package var now: Instant
    /// Whose calendar days the window is counted in.
    package var zone: WorkspaceZone
    /// The day at whose beginning the window ends, where one was asked for; otherwise it ends now.
    package var day: Day?
    package var days = 30
    package var limit = 50
    /// Nothing means all.
    package var tenant: String?
    /// The account's attributes that hold revenue and health, as columns; nothing where there is none.
    package var revenueColumn: String?
    package var healthColumn: String?

    package init(now: Instant, zone: WorkspaceZone = .utc) {
        self.now = now
        self.zone = zone
    }

    /// Where the window begins.
    package var since: Instant { zone.moment(days, daysBefore: now) }
    /// Where the window before that one begins.
    package var before: Instant { zone.moment(2 * days, daysBefore: now) }
}

/// A report's rows, as text in the form of files.
package struct ReportTable: Sendable, Hashable {
    package var columns: [String]
    package var rows: [[String]]
    /// The day that a report was made as of, where it is not the scope's.
    package var day: Day?

    package init(columns: [String], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }
}
