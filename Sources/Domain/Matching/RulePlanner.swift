/// Gives each rule its columns, and finds out which rules cannot be tried.
struct RulePlanner {
    let entity: Entity
    let configuration: EntityConfiguration
    let attributes: [AttributeDefinition]
    let mirrored: [String: SalesforceFieldType]
    let websites: MatchRule.DomainComparison
    private(set) var ourFields: [String] = []
    private(set) var theirFields: [String] = []
    private(set) var theirSlots = [MatchPlan.Slot(field: nil, normaliser: .salesforceID)]

    init(
        entity: Entity, configuration: EntityConfiguration, attributes: [AttributeDefinition],
        mirrored: [String: SalesforceFieldType], websites: MatchRule.DomainComparison
    ) {
        self.entity = entity
        self.configuration = configuration
        self.attributes = attributes
        self.mirrored = mirrored
        self.websites = websites
    }

    mutating func plan(_ rule: MatchRule) -> MatchPlan.PlannedRule {
        let theirField = configuration.theirField(of: rule)
        let obstacle = obstacle(to: rule, reading: theirField)
        let normaliser = normaliser(of: rule)
        var ours = MatchPlan.OurKey.none
        var slot = 0
        if obstacle == nil {
            if case .recentUserDomain(let users) = rule {
                ours = .recentUsers(users, websites)
            } else {
                ours = .field(Self.position(of: rule.ourField(of: entity), in: &ourFields), normaliser)
            }
            let field = theirField.map { Self.position(of: $0, in: &theirFields) }
            slot = Self.position(of: MatchPlan.Slot(field: field, normaliser: normaliser), in: &theirSlots)
        }
        return MatchPlan.PlannedRule(
            rule: rule, name: rule.name(for: entity), obstacle: obstacle,
            isMirrored: theirField.map { mirrored[$0.lowercased()] != nil } ?? true,
            ourField: rule.ourField(of: entity), theirField: theirField ?? "Id", ours: ours, slot: slot)
    }

    private func normaliser(of rule: MatchRule) -> KeyNormaliser {
        switch rule {
        case .salesforceID: .salesforceID
        case .customField(let ours, _, let ignoresCase):
            type(ofOurs: ours) == .number ? .wholeNumber : .text(ignoresCase: ignoresCase)
        case .websiteDomain(let comparison): .website(comparison)
        case .name: .name
        case .recentUserDomain: .website(websites)
        case .email(let folds): .email(foldsPlusTags: folds)
        case .phone(let country): .phone(country: (country ?? "").utf8.filter(\.isASCIIDigit))
        }
    }

    private func obstacle(to rule: MatchRule, reading field: String?) -> RuleOutcome? {
        guard let field else { return nil }
        guard let theirType = mirrored[field.lowercased()] else { return .missingField }
        guard case .customField(let ours, _, _) = rule else {
            return theirType.attributeType == .string ? nil : .rejectedType
        }
        guard let ourType = type(ofOurs: ours) else { return .missingField }
        guard ourType == .string || ourType == .number, theirType.attributeType == ourType else { return .rejectedType }
        return nil
    }

    private func type(ofOurs name: String) -> AttributeType? {
        StandardAttribute.type(of: name, entity: entity)
            ?? attributes.first { $0.entity == entity && $0.apiName == name }?.type
    }

    private static func position<T: Equatable>(of element: T, in list: inout [T]) -> Int {
        if let position = list.firstIndex(of: element) { return position }
        list.append(element)
        return list.count - 1
    }
}
