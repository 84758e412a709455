import Domain

extension MatchRule {
    /// `- name`, or `- website_domain: { compare: registrable }`.
    static func read(_ value: YAMLValue, for entity: Entity, attributes: KnownAttributes) -> MatchRule? {
        guard let (name, options) = nameAndOptions(value) else { return nil }
        let known = ruleNames(for: entity)
        guard known.contains(name) else {
            let other: Entity = entity == .account ? .user : .account
            let isMisplaced = ruleNames(for: other).contains(name)
            return value.reject(
                isMisplaced
                    ? "'\(name)' is a rule for \(other.plural); \(entity.plural) know \(listed(known))"
                    : "there is no rule '\(name)'" + suggestion(for: name, among: known))
        }
        switch name {
        case "custom_field": return customField(value, options, of: entity, attributes: attributes)
        case "website_domain": return websiteDomain(options)
        case "recent_user_domain": return recentUserDomain(options)
        case "email": return email(options)
        case "phone": return phone(options)
        default:
            guard let options else { return name == "name" ? .name : .salesforceID }
            return YAMLSection(options, keys: []).map { _ in name == "name" ? .name : .salesforceID }
        }
    }

    static func ruleNames(for entity: Entity) -> [String] {
        switch entity {
        case .account: ["sfdc_id", "custom_field", "website_domain", "name", "recent_user_domain"]
        case .user: ["sfdc_contact_id", "custom_field", "email", "phone"]
        }
    }

    private static func nameAndOptions(_ value: YAMLValue) -> (name: String, options: YAMLValue?)? {
        guard value.isSection else { return value.text("a rule's name").map { ($0, nil) } }
        guard let section = YAMLSection(value), let rule = section.entries.first, section.entries.count == 1 else {
            return value.reject("a rule is one name with its options; begin each rule with '- '")
        }
        return (rule.key, rule.value.isNull ? nil : rule.value)
    }

    private static func customField(
        _ value: YAMLValue, _ options: YAMLValue?, of entity: Entity, attributes: KnownAttributes
    ) -> MatchRule? {
        let example = "custom_field: { ours: billing_code, theirs: ERP_Code__c }"
        guard let options else { return value.reject("the rule must say which fields; write \(example)") }
        guard let section = YAMLSection(options, keys: ["ours", "theirs", "ignore_case"]) else { return nil }
        let ours = section.required("ours", example).flatMap { comparable($0, of: entity, attributes: attributes) }
        let theirs = section.required("theirs", example).flatMap { $0.comparableFieldName() }
        var ignoresCase = true
        section.read("ignore_case", into: &ignoresCase) { $0.flag() }
        guard let ours, let theirs else { return nil }
        return .customField(ours: ours, theirs: theirs, ignoresCase: ignoresCase)
    }

    /// Only texts and whole numbers are compared.
    private static func comparable(_ value: YAMLValue, of entity: Entity, attributes: KnownAttributes) -> String? {
        guard let name = attributes.name(value, of: entity) else { return nil }
        switch attributes.finding(name, of: entity) {
        case .known(.boolean?), .known(.dateTime?):
            return value.reject("'\(name)' is neither a text nor a number, and only those are compared")
        default: return name
        }
    }

    private static func websiteDomain(_ options: YAMLValue?) -> MatchRule? {
        var comparison = DomainComparison.host
        guard let options else { return .websiteDomain(comparison) }
        guard let section = YAMLSection(options, keys: ["compare"]) else { return nil }
        section.read("compare", into: &comparison) { $0.word(of: DomainComparison.self) }
        return .websiteDomain(comparison)
    }

    private static func email(_ options: YAMLValue?) -> MatchRule? {
        var folds = false
        guard let options else { return .email(foldsPlusTags: folds) }
        guard let section = YAMLSection(options, keys: ["fold_plus_tags"]) else { return nil }
        section.read("fold_plus_tags", into: &folds) { $0.flag() }
        return .email(foldsPlusTags: folds)
    }

    private static func phone(_ options: YAMLValue?) -> MatchRule? {
        var country: String?
        guard let options else { return .phone(defaultCountry: nil) }
        guard let section = YAMLSection(options, keys: ["default_country"]) else { return nil }
        section.read("default_country", into: &country) { value in
            value.parsed("a country's calling code, such as 49") { text in
                let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
                let isCode = (1...3).contains(digits.utf8.count) && digits.utf8.allSatisfy { (48...57).contains($0) }
                return isCode && digits.first != "0" ? String(digits) : nil
            }
        }
        return .phone(defaultCountry: country)
    }

    private static func recentUserDomain(_ options: YAMLValue?) -> MatchRule? {
        var recent = RecentUsers()
        guard let options else { return .recentUserDomain(recent) }
        guard let section = YAMLSection(options, keys: ["sample", "more_than", "share", "floor"]) else { return nil }
        section.read("sample", into: &recent.sample) { $0.wholeNumber(1...10_000) }
        if let share = section["share"] {
            if let moreThan = section["more_than"] {
                moreThan.reject("'more_than' counts users and 'share' takes a part of them; keep one")
            }
            var floor = 5
            section.read("floor", into: &floor) { $0.wholeNumber(1...10_000) }
            if let part = share.percentage(most: 99) { recent.threshold = .share(part, floor: floor) }
            return .recentUserDomain(recent)
        }
        if let floor = section["floor"] { floor.reject("'floor' goes with 'share'; write share: 50% beside it") }
        var count = 50
        section.read("more_than", into: &count) { $0.wholeNumber(0...9_999) }
        recent.threshold = .moreThan(count)
        if count >= recent.sample {
            options.reject("more than \(count) of \(recent.sample) users can never share a domain; lower 'more_than'")
        }
        return .recentUserDomain(recent)
    }
}
