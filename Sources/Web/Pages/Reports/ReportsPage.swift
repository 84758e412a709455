import Domain

/// The reports there are, each with what it answers.
enum ReportsPage {
    static var answer: PageAnswer { .page(title: "Reports", place: .reports, content: html) }

    private static var html: HTML {
        let cards = CommunityReport.allCases.map { report -> HTML in
            """
            <section class="card"><h2><a href="\(ReportPage.path(report))">\(report.title)</a></h2><p class="soft">\(question(report))</p></section>
            """
        }
        return """
            <p class="soft">What the community is worth: members, content and activity beside accounts, revenue, product usage and NPS.</p>
            <div class="cards">\(cards)</div>
            """
    }

    static func question(_ report: CommunityReport) -> String {
        switch report {
        case .activeMembers: "Which accounts are active in the community, and which are more or less so than before?"
        case .revenueWithoutMembers: "Which paying accounts has the community not reached?"
        case .topContributors: "Who carries the community at each account?"
        case .ideas: "Which ideas would please the most revenue?"
        case .openQuestions: "Who has waited longest for an answer?"
        case .matchRate: "How many members have an account, and which way found it?"
        case .usageAndCommunity: "Do accounts that use the product also take part, and what do they say in the NPS?"
        case .activeCustomers: "How much of each revenue band is active?"
        case .executive: "Accounts, members, revenue and health on one page."
        }
    }
}
