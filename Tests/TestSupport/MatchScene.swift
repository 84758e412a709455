package import Domain

/// Records of both sides as literals, to match in a test.
package struct MatchScene {
    package var entity = Entity.account
    package var rules: [MatchRule] = []
    /// Where theirs keep what rules compare.
    package var fields: [ComparedField: String] = [:]
    package var whenSeveral = EntityConfiguration.WhenSeveral.first
    /// Types of custom attributes; standard ones are known.
    package var ourTypes: [String: AttributeType] = [:]
    /// Types of their fields that are no texts.
    package var theirTypes: [String: SalesforceFieldType] = [:]
    /// Each needs an `id`.
    package var ours: [[String: String]] = []
    /// Each needs an `Id`; the order is the order of creation unless there is a `CreatedDate` (ISO 8601).
    package var theirs: [[String: String]] = []
    /// Each needs `id`, `account_id`, `email`, `last_seen_at` (milliseconds, or ISO 8601).
    package var users: [[String: String]] = []
    package var overrides: [String: RecordOverride] = [:]
    package var freeMail = HubConfiguration.FreeMailChanges()

    package init(_ entity: Entity, rules: [MatchRule], ours: [[String: String]] = [], theirs: [[String: String]] = []) {
        self.entity = entity
        self.rules = rules
        self.ours = ours
        self.theirs = theirs
    }

    package var plan: MatchPlan {
        get throws {
            var configuration = EntityConfiguration(object: entity == .account ? "Account" : "Contact", match: rules)
            configuration.whenSeveral = whenSeveral
            configuration.fields = fields
            let attributes = ourTypes.map { AttributeDefinition(entity: entity, apiName: $0.key, type: $0.value) }
            var mirrored: [String: SalesforceFieldType] = [:]
            for field in theirs.flatMap(\.keys) { mirrored[field.lowercased()] = theirTypes[field] ?? .string }
            return try MatchPlan(
                entity: entity, configuration: configuration, attributes: attributes, mirrored: mirrored,
                freeMail: freeMail)
        }
    }

    package func matcher() throws -> Matcher {
        let plan = try plan
        var our = MatchRecords(fieldCount: plan.ourFields.count)
        for (row, record) in ours.enumerated() {
            our.rows.append(Int64(row))
            our.ids.append((record["id"] ?? "").utf8)
            for (column, field) in plan.ourFields.enumerated() { our.values[column].append((record[field] ?? "").utf8) }
        }
        var their = MatchRecords(fieldCount: plan.theirFields.count)
        for (row, record) in theirs.enumerated() {
            their.rows.append(Int64(row))
            their.ids.append((record["Id"] ?? "").utf8)
            their.created.append(record["CreatedDate"].flatMap { Instant(iso8601: $0)?.milliseconds } ?? Int64(row))
            for (column, field) in plan.theirFields.enumerated() {
                their.values[column].append((record[field] ?? "").utf8)
            }
        }
        var rowOverrides = LinkOverrides()
        for (row, record) in ours.enumerated() { rowOverrides[Int64(row)] = overrides[record["id"] ?? ""] ?? .init() }
        return Matcher(
            plan: plan, ours: OurSide(our, sightings: sightings, plan: plan), theirs: TheirSide(their, plan: plan),
            overrides: rowOverrides)
    }

    private var sightings: UserSightings {
        var sightings = UserSightings()
        for user in users {
            guard let text = user["last_seen_at"], !text.isEmpty,
                let seen = Int64(text) ?? Instant(iso8601: text)?.milliseconds
            else { continue }
            sightings.rows.append(Int64(sightings.rows.count))
            sightings.ids.append((user["id"] ?? "").utf8)
            sightings.accountIDs.append((user["account_id"] ?? "").utf8)
            sightings.emails.append((user["email"] ?? "").utf8)
            sightings.lastSeen.append(seen)
        }
        return sightings
    }

    /// What became of each of ours: `verdict rule target count`, with `-` for nothing.
    package func decide() throws -> [String] {
        let matcher = try matcher()
        let decisions = matcher.decide()
        return (0..<decisions.count).map { row in
            let decision = decisions[row]
            let rule =
                decision.rule >= 0 ? matcher.plan.rules[Int(decision.rule)].name : decision.rule == -2 ? "manual" : "-"
            let target =
                decision.verdict.isLinked && decision.target != MatchDecisions.noTarget
                ? matcher.theirs.records.ids[Int(decision.target)] : "-"
            return "\(decision.verdict.name) \(rule) \(target) \(decision.count)"
        }
    }

    /// What each rule said about the first of ours.
    package func trail() throws -> [String] {
        let matcher = try matcher()
        return matcher.decide()[0].trail.outcomes(count: matcher.plan.rules.count).map(\.name)
    }
}
