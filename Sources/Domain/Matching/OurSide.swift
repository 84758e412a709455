/// Our records with the key of each rule.
package struct OurSide: Sendable {
    package let records: MatchRecords
    /// One column per rule; an empty one where the rule is not tried.
    package let keys: [KeyColumn]
    /// Why the rule of recent users gives no key, by record; empty without that rule.
    let recentUserOutcomes: [RuleOutcome]

    /// - Parameter sightings: needed where `plan.readsRecentUsers`.
    package init(_ records: MatchRecords, sightings: UserSightings? = nil, plan: MatchPlan) {
        self.records = records
        var keys: [KeyColumn] = []
        var outcomes: [RuleOutcome] = []
        for rule in plan.rules {
            switch rule.ours {
            case .field(let field, let normaliser):
                keys.append(KeyColumn(records.values[field], by: normaliser))
            case .recentUsers(let users, let comparison):
                let domains = RecentUserDomains(
                    of: records.ids, sightings: sightings ?? UserSightings(), settings: users, compare: comparison,
                    providers: plan.providers)
                keys.append(domains.keys)
                outcomes = domains.outcomes
            case .none:
                keys.append(KeyColumn())
            }
        }
        self.keys = keys
        recentUserOutcomes = outcomes
    }

    package var count: Int { records.count }
}
