import Domain

/// The rules of one entity as the form holds them: every rule that there is, on or off, in an order.
struct MatchDraft: Sendable, Hashable {
    var entity: Entity
    var isOn: Bool
    var whenSeveral: EntityConfiguration.WhenSeveral
    /// Where the linked object keeps what the rules compare, as in the configuration.
    var fields: [ComparedField: String]
    var lines: [Line]

    struct Line: Sendable, Hashable {
        var rule: MatchRule
        var isOn: Bool
    }

    /// The configured rules first, then those that are off.
    init(_ entity: Entity, _ configuration: EntityConfiguration) {
        self.entity = entity
        isOn = !configuration.match.isEmpty
        whenSeveral = configuration.whenSeveral
        fields = configuration.fields
        lines = configuration.match.map { Line(rule: $0, isOn: true) }
        let names = Set(configuration.match.map { $0.name(for: entity) })
        for rule in Self.all(entity) where !names.contains(rule.name(for: entity)) {
            lines.append(Line(rule: rule, isOn: false))
        }
        if names.contains("custom_field") { lines.append(Line(rule: Self.blankCustomField, isOn: false)) }
    }

    init(_ form: FormValues) {
        entity = form["entity"].flatMap { Entity(plural: $0) } ?? .account
        isOn = form.isOn("on")
        whenSeveral = form["when_several"].flatMap(EntityConfiguration.WhenSeveral.init) ?? .first
        fields = [:]
        for compared in ComparedField.all(of: entity) {
            let name = form.text("field." + compared.rawValue)
            fields[compared] = name == compared.standardName ? nil : name
        }
        let count = min(Int(form["count"] ?? "") ?? 0, MatchTrail.ruleLimit + 8)
        let numbered = (0..<count).compactMap { index -> (order: Int, index: Int, line: Line)? in
            guard let rule = Self.rule(form, "rule.\(index).") else { return nil }
            let order = Int(form.text("rule.\(index).order") ?? "") ?? index + 1
            return (order, index, Line(rule: rule, isOn: form.isOn("rule.\(index).on")))
        }
        lines = numbered.sorted { ($0.order, $0.index) < ($1.order, $1.index) }.map(\.line)
    }

    /// The configuration with this draft in the place of the entity's rules.
    func applied(to configuration: HubConfiguration) -> HubConfiguration {
        var changed = configuration
        let rules = isOn ? lines.filter { $0.isOn && !$0.isBlank }.map(\.rule) : []
        switch entity {
        case .account:
            changed.accounts.match = rules
            changed.accounts.fields = fields
            changed.accounts.whenSeveral = whenSeveral
        case .user:
            changed.users.match = rules
            changed.users.fields = fields
        }
        return changed
    }

    static let blankCustomField = MatchRule.customField(ours: "", theirs: "", ignoresCase: true)

    /// Every rule with its defaults, in the order in which they are usually wanted (D§4, D§5).
    private static func all(_ entity: Entity) -> [MatchRule] {
        switch entity {
        case .account:
            [.salesforceID, blankCustomField, .websiteDomain(.host), .name, .recentUserDomain(MatchRule.RecentUsers())]
        case .user: [.salesforceID, blankCustomField, .email(foldsPlusTags: false), .phone(defaultCountry: nil)]
        }
    }

    private static func rule(_ form: FormValues, _ prefix: String) -> MatchRule? {
        switch form[prefix + "kind"] {
        case "sfdc_id", "sfdc_contact_id": .salesforceID
        case "custom_field":
            .customField(
                ours: form.text(prefix + "ours") ?? "", theirs: form.text(prefix + "theirs") ?? "",
                ignoresCase: form.isOn(prefix + "ignore_case"))
        case "website_domain":
            .websiteDomain(form[prefix + "compare"].flatMap(MatchRule.DomainComparison.init) ?? .host)
        case "name": .name
        case "recent_user_domain": .recentUserDomain(recentUsers(form, prefix))
        case "email": .email(foldsPlusTags: form.isOn(prefix + "fold_plus_tags"))
        case "phone":
            .phone(defaultCountry: form.text(prefix + "default_country").map { String($0.filter(\.isNumber)) })
        default: nil
        }
    }

    private static func recentUsers(_ form: FormValues, _ prefix: String) -> MatchRule.RecentUsers {
        var users = MatchRule.RecentUsers()
        if let sample = Int(form.text(prefix + "sample") ?? ""), (1...10_000).contains(sample) { users.sample = sample }
        let number = Int(form.text(prefix + "more_than") ?? "")
        if form[prefix + "threshold"] == "share" {
            let percent = Double(form.text(prefix + "share") ?? "") ?? 50
            users.threshold = .share(
                min(max(percent, 1), 100) / 100, floor: max(1, Int(form.text(prefix + "floor") ?? "") ?? 5))
        } else {
            users.threshold = .moreThan(max(0, number ?? 50))
        }
        return users
    }
}

extension MatchDraft.Line {
    /// A custom field with nothing chosen: the row that waits to be filled in.
    var isBlank: Bool {
        if case .customField("", "", _) = rule { true } else { false }
    }
}
