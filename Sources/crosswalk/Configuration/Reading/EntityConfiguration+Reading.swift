import Domain

extension EntityConfiguration {
    /// - Parameter other: the other entity, where it has been read.
    mutating func read(
        _ value: YAMLValue, for entity: Entity, attributes: KnownAttributes, beside other: EntityConfiguration? = nil
    ) {
        var keys = ["object", "match", "fields", "pull", "push"]
        if entity == .account { keys.insert("when_several", at: 3) }
        guard let section = YAMLSection(value, keys: keys) else { return }
        section.read("object", into: &object) { value in
            value.parsed("a Salesforce object's API name, such as Account or Customer__c") { text in
                text.utf8.allSatisfy(isWordByte) ? text : nil
            }
        }
        section.read("match", into: &match) { Self.rules($0, for: entity, attributes: attributes) }
        section.read("fields", into: &fields) { Self.fields($0, for: entity) }
        section.read("when_several", into: &whenSeveral) { $0.word(of: WhenSeveral.self) }
        section.read("pull", into: &pull) { value in
            Self.unique(value, by: \.to) { PullMapping.read($0, for: entity, attributes: attributes) }
        }
        section.read("push", into: &push) { value in
            Self.unique(value, by: \.to) { PushMapping.read($0, for: entity, attributes: attributes) }
        }
        for taken in other?.destinations(sharedWith: self) ?? [] {
            section["push"]?.reject(
                "something else goes to '\(taken)' of \(object) already, which both entities link; a destination has one "
                    + "source")
        }
        for mapping in push where pull.contains(where: { mapping.loops(with: $0) }) {
            section["push"]?.reject(
                "'\(mapping.to)' is pulled into the attribute that is pushed to it; keep one of the two")
        }
    }

    /// `{ website: URL__c }`.
    private static func fields(_ value: YAMLValue, for entity: Entity) -> [ComparedField: String]? {
        let known = ComparedField.all(of: entity)
        guard let section = YAMLSection(value, keys: known.map(\.rawValue)) else { return nil }
        var fields: [ComparedField: String] = [:]
        for compared in known {
            var name = compared.standardName
            section.read(compared.rawValue, into: &name) { $0.comparableFieldName() }
            if name != compared.standardName { fields[compared] = name }
        }
        return fields
    }

    private static func rules(_ value: YAMLValue, for entity: Entity, attributes: KnownAttributes) -> [MatchRule]? {
        var seen: Set<String> = []
        return value.list { item in
            guard let rule = MatchRule.read(item, for: entity, attributes: attributes) else { return nil }
            var identity = rule.name(for: entity)
            if case .customField(let ours, let theirs, _) = rule { identity += " \(ours) \(theirs)" }
            guard seen.insert(identity).inserted else { return item.reject("this rule stands twice; keep one") }
            return rule
        }
    }

    /// A destination is fed by at most one source.
    private static func unique<Mapping>(
        _ value: YAMLValue, by destination: (Mapping) -> String, _ reading: (YAMLValue) -> Mapping?
    ) -> [Mapping]? {
        var seen: Set<String> = []
        return value.list { item in
            guard let mapping = reading(item) else { return nil }
            let name = destination(mapping)
            guard seen.insert(name.lowercased()).inserted else {
                return item.reject("something else goes to '\(name)' already; a destination has one source")
            }
            return mapping
        }
    }
}

extension PushMapping {
    fileprivate func loops(with pull: PullMapping) -> Bool {
        pull.from.lowercased() == to.lowercased() && source == .attribute(pull.to)
    }
}

/// A byte of a Salesforce API name, or the dot of a relationship.
func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}
