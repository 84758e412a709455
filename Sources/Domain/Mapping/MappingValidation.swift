/// A rule or mapping that cannot be carried out, and why.
package struct MappingFinding: Sendable, Hashable {
    /// Where it stands in `crosswalk.yaml`: `accounts.pull[2].from`.
    package let path: String
    package let sentence: String

    package init(path: String, sentence: String) {
        self.path = path
        self.sentence = sentence
    }
}

extension HubConfiguration {
    /// What is wrong with rules and mappings, as seen from our attributes and, where given, the org's describe (D§7).
    ///
    /// All findings at once, in the order of the file. None of them stops a run: it leaves that row out.
    package func mappingFindings(_ objects: [Entity: ObjectDescription] = [:]) -> [MappingFinding] {
        Entity.allCases.flatMap { entity in
            let own = configuration(of: entity)
            let others = Entity.allCases.filter { $0 != entity }.map(configuration(of:))
            var check = MappingCheck(
                entity: entity, configuration: own, attributes: attributes, object: objects[entity],
                taken: others.flatMap { $0.destinations(sharedWith: own) })
            check.run()
            return check.findings
        }
    }
}

/// Checks the rules and mappings of one entity.
private struct MappingCheck {
    let entity: Entity
    let configuration: EntityConfiguration
    let attributes: [AttributeDefinition]
    let object: ObjectDescription?
    /// Fields of the same object that other entities push to.
    let taken: [String]
    private(set) var findings: [MappingFinding] = []

    mutating func run() {
        if let object, !object.isQueryable {
            note("object", "The integration user may not read \(object.name); grant it Read on the object.")
        }
        for (index, rule) in configuration.match.enumerated() { check(rule, at: "match[\(index)]") }
        for (compared, name) in configuration.fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            check(name, holding: compared)
        }
        for (index, mapping) in configuration.pull.enumerated() { check(mapping, index) }
        for (index, mapping) in configuration.push.enumerated() { check(mapping, index) }
    }

    private mutating func note(_ place: String, _ sentence: String) {
        findings.append(MappingFinding(path: "\(entity.plural).\(place)", sentence: sentence))
    }

    private mutating func check(_ rule: MatchRule, at place: String) {
        guard case .customField(let ours, let theirs, _) = rule else { return }
        if theirs.lowercased().hasPrefix("px_") {
            note("\(place).custom_field.theirs", "\(theirs) is written by pushes, so it proves nothing about a match.")
        }
        let ourType = attributes.type(of: ours, entity: entity)
        if ourType == nil {
            note("\(place).custom_field.ours", "There is no attribute \(ours); declare it under attributes.")
        } else if ourType != .string, ourType != .number {
            note("\(place).custom_field.ours", "\(ours) is neither a text nor a number, so it cannot be compared.")
        }
        guard let field = field(theirs, at: "\(place).custom_field.theirs"), let ourType else { return }
        guard field.type.attributeType == ourType else {
            note(
                "\(place).custom_field",
                "\(ours) is a \(ourType.rawValue) and \(field.name) a \(field.type.name); both must be texts, or both "
                    + "whole numbers.")
            return
        }
        if ourType == .number, !field.holdsWholeNumbers {
            note("\(place).custom_field.theirs", "\(field.name) has decimals; only whole numbers are compared.")
        }
    }

    private mutating func check(_ name: String, holding compared: ComparedField) {
        let place = "fields.\(compared.rawValue)"
        if name.lowercased().hasPrefix("px_") {
            note(place, "\(name) is written by pushes, so it proves nothing about a match.")
        }
        guard let field = field(name, at: place), field.type.attributeType != .string else { return }
        note(place, "\(field.name) is a \(field.type.name); a \(compared.rawValue) is compared as a text.")
    }

    private mutating func check(_ mapping: PullMapping, _ index: Int) {
        let place = "pull[\(index)]"
        let type = attributes.type(of: mapping.to, entity: entity)
        if type == nil {
            note("\(place).to", "There is no attribute \(mapping.to); declare it under attributes.")
        } else if !StandardAttribute.acceptsPull(mapping.to, entity: entity) {
            note("\(place).to", "\(mapping.to) tells records apart or ties them together and is not overwritten.")
        }
        if configuration.pull[..<index].contains(where: { $0.to == mapping.to }) {
            note("\(place).to", "\(mapping.to) has another source already; an attribute has one.")
        }
        if isLoop(mapping) {
            note(place, "\(mapping.to) is also pushed to \(mapping.from): the value would go round in a circle.")
        }
        if let obstacle = object?.obstacle(toPull: mapping.from, into: type) {
            note(obstacle, mapping.from, at: place, "from")
        }
    }

    private func isLoop(_ pull: PullMapping) -> Bool {
        configuration.push.contains {
            $0.source == .attribute(pull.to) && $0.to.lowercased() == pull.from.lowercased()
        }
    }

    private mutating func check(_ mapping: PushMapping, _ index: Int) {
        let place = "push[\(index)]"
        let type = mapping.source.type(of: entity, attributes)
        switch mapping.source {
        case .attribute(let name) where type == nil:
            note("\(place).attribute", "There is no attribute \(name); declare it under attributes.")
        case .kpi where entity == .user:
            note("\(place).kpi", "KPIs are the account's; push them under accounts.")
        default: break
        }
        let earlier = configuration.push[..<index].map(\.to) + taken
        if earlier.contains(where: { $0.lowercased() == mapping.to.lowercased() }) {
            note("\(place).to", "\(mapping.to) has another source already; a field has one.")
        }
        // What the name alone tells needs no org.
        let known = object ?? ObjectDescription(name: configuration.object, fields: [])
        if let obstacle = known.obstacle(toPush: type, into: mapping.to), object != nil || obstacle == .notForPush {
            note(obstacle, mapping.to, at: place, "to")
        }
    }

    /// Notes an obstacle at the field's key, or at the whole row where its two sides do not go together.
    private mutating func note(_ obstacle: FieldObstacle, _ field: String, at row: String, _ key: String) {
        note(obstacle.isAboutTypes ? row : "\(row).\(key)", obstacle.sentence(qualified(field)))
    }

    private func qualified(_ field: String) -> String { "\(object?.name ?? configuration.object).\(field)" }

    /// The field in the org's describe; noted where it is not there, nothing where there is no describe.
    private mutating func field(_ name: String, at place: String) -> FieldDescription? {
        guard let object else { return nil }
        if let field = object.field(name) { return field }
        note(place, FieldObstacle.missing.sentence(qualified(name)))
        return nil
    }
}
