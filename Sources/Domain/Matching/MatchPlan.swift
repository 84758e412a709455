/// The rules of one entity made ready: which fields they read and which keys they compare.
package struct MatchPlan: Sendable {
    package let entity: Entity
    /// The Salesforce object that is matched against.
    package let object: String
    package let rules: [PlannedRule]
    package let whenSeveral: EntityConfiguration.WhenSeveral
    package let providers: MailProviders
    /// A fetch has made the object's mirror.
    package let isFetched: Bool
    /// Our attributes that rules read.
    package private(set) var ourFields: [String] = []
    /// Their fields that rules read, without `Id`.
    package private(set) var theirFields: [String] = []
    /// The distinct keys of theirs; the first is always the id.
    package private(set) var theirSlots: [Slot] = [Slot(field: nil, normaliser: .salesforceID)]
    /// Changes whenever the same records could be decided differently.
    package let fingerprint: String

    /// One kind of key that theirs have.
    package struct Slot: Sendable, Hashable {
        /// A position in `theirFields`, or nothing for the id.
        let field: Int?
        let normaliser: KeyNormaliser
    }

    /// One rule of the plan.
    package struct PlannedRule: Sendable {
        package let rule: MatchRule
        /// Its name in files, tables and routes.
        package let name: String
        /// What prevents the rule from being tried.
        package let obstacle: RuleOutcome?
        /// The mirror has their field.
        package let isMirrored: Bool
        /// Its fields, as an admin knows them.
        package let ourField: String
        package let theirField: String
        let ours: OurKey
        let slot: Int
    }

    /// Where our key of a rule comes from.
    enum OurKey: Sendable, Hashable {
        case field(Int, KeyNormaliser)
        case recentUsers(MatchRule.RecentUsers, MatchRule.DomainComparison)
        case none
    }

    /// - Parameter mirrored: the types of the mirrored fields, by their names in lower case.
    package init(
        entity: Entity, configuration: EntityConfiguration, attributes: [AttributeDefinition],
        mirrored: [String: SalesforceFieldType], freeMail: HubConfiguration.FreeMailChanges
    ) throws {
        guard configuration.match.count <= MatchTrail.ruleLimit else {
            throw PlainError(
                "There are \(configuration.match.count) match rules for \(entity.plural); "
                    + "at most \(MatchTrail.ruleLimit) are possible. Take some away.")
        }
        self.entity = entity
        object = configuration.object
        isFetched = !mirrored.isEmpty
        whenSeveral = entity == .account ? configuration.whenSeveral : .reject
        providers = MailProviders(changes: freeMail)
        let websites = Self.websiteComparison(in: configuration.match)
        var planner = RulePlanner(
            entity: entity, configuration: configuration, attributes: attributes, mirrored: mirrored,
            websites: websites)
        rules = configuration.match.map { planner.plan($0) }
        ourFields = planner.ourFields
        theirFields = planner.theirFields
        theirSlots = planner.theirSlots
        let steps = rules.map { "\($0.rule)|\($0.ours)|\(planner.theirSlots[$0.slot])|\($0.obstacle?.name ?? "")" }
        fingerprint =
            ([
                "2", object, whenSeveral.rawValue, ourFields.joined(separator: ","), theirFields.joined(separator: ","),
                freeMail.add.joined(separator: ","), freeMail.remove.joined(separator: ","),
            ] + steps).joined(separator: "\n")
    }

    /// `recent_user_domain` compares as `website_domain` is set to compare (D§4).
    private static func websiteComparison(in rules: [MatchRule]) -> MatchRule.DomainComparison {
        for case .websiteDomain(let comparison) in rules { return comparison }
        return .host
    }

    /// Whether a rule looks at the account's recent users.
    package var readsRecentUsers: Bool { recentUsersRule != nil }

    /// How many of an account's users the rule can look at: no more need be known to decide.
    package var recentUsersNeeded: Int {
        rules.reduce(0) { needed, rule in
            guard case .recentUsers(let settings, _) = rule.ours else { return needed }
            return max(needed, settings.sample, settings.leastUsers)
        }
    }

    /// What exports call the rule of a decision.
    package func ruleName(_ rule: Int8) -> String? {
        rule >= 0 ? rules[Int(rule)].name : rule == MatchDecisions.byHand ? "manual" : nil
    }

    var recentUsersRule: Int? {
        rules.firstIndex { if case .recentUsers = $0.ours { $0.obstacle == nil } else { false } }
    }
}

extension MatchRule {
    /// The attribute of ours that the rule reads.
    package func ourField(of entity: Entity) -> String {
        switch self {
        case .salesforceID: entity == .account ? "salesforce_id" : "salesforce_contact_id"
        case .customField(let ours, _, _): ours
        case .websiteDomain: "website"
        case .name: "name"
        case .recentUserDomain: "recent users"
        case .email: "email"
        case .phone: "phone"
        }
    }
}
