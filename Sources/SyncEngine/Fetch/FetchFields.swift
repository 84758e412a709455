package import Domain

/// The fields of a linked object that the hub needs, and those that it wants but cannot have.
package struct FetchFields: Sendable, Hashable {
    /// `Id` first, then what every mirror keeps, then what rules and mappings ask for.
    package private(set) var fields: [FieldDescription] = []
    /// Mapped or compared fields that the org does not show, with a sentence for the admin.
    package private(set) var missing: [Missing] = []
    /// Says when a record last changed (S§5).
    package let stampField: String
    package let modifiedField: String

    package struct Missing: Sendable, Hashable {
        let field: String
        let reason: String
    }

    /// - Parameter owners: The object whose records these may belong to, where that is to be known.
    package init(
        _ configuration: EntityConfiguration, entity: Entity, description: ObjectDescription, owners: String? = nil
    ) throws {
        guard description.isQueryable else {
            throw PlainError(
                "The integration user may not read \(description.name). Grant it Read on the object, or link another "
                    + "object for \(entity.plural).")
        }
        let stamps = ["SystemModstamp", "LastModifiedDate", "CreatedDate"].filter { description.field($0) != nil }
        guard description.field("Id") != nil, let stamp = stamps.first else {
            throw PlainError(
                "\(description.name) has no field that says when a record changed (SystemModstamp), so it cannot be "
                    + "linked. Choose another object for \(entity.plural).")
        }
        stampField = stamp
        modifiedField = stamps.contains("LastModifiedDate") ? "LastModifiedDate" : stamp
        for name in ["Id", stamp, "LastModifiedDate", "CreatedDate", "IsDeleted", "Name"] {
            if let field = description.field(name) { add(field) }
        }
        for (name, use) in Self.uses(of: configuration) {
            want(name, use, in: description)
        }
        if let owners, let reference = description.reference(to: owners) { add(reference) }
    }

    package var names: [String] { fields.map(\.name) }

    private mutating func want(_ name: String, _ use: String, in description: ObjectDescription) {
        if let obstacle = description.obstacle(toPull: name, into: nil) {
            let sentence = obstacle.sentence("\(description.name).\(name)")
            let missing = Missing(field: name, reason: "\(use) is off: \(sentence)")
            if !self.missing.contains(missing) { self.missing.append(missing) }
        } else if let field = description.field(name) {
            add(field)
        }
    }

    private mutating func add(_ field: FieldDescription) {
        if !fields.contains(where: { $0.name == field.name }) { fields.append(field) }
    }

    private static func uses(of configuration: EntityConfiguration) -> [(field: String, use: String)] {
        var uses: [(field: String, use: String)] = []
        for rule in configuration.match {
            guard let field = configuration.theirField(of: rule) else { continue }
            uses.append((field, "Matching by \(rule.comparedField?.words ?? field)"))
        }
        uses += configuration.pull.map { ($0.from, "Pulling \($0.from) to \($0.to)") }
        uses += configuration.push.map { ($0.to, "Pushing to \($0.to)") }
        return uses
    }
}

extension ComparedField {
    fileprivate var words: String { self == .email ? "e-mail" : rawValue }
}

extension HubConfiguration {
    /// The entities that link the object that this one links, itself among them.
    func entities(sharingObjectOf entity: Entity) -> [Entity] {
        let object = configuration(of: entity).object.lowercased()
        return Entity.allCases.filter { configuration(of: $0).object.lowercased() == object }
    }

    /// One entity for each object that these link: what both ask of one object is asked once.
    func onePerObject(_ entities: [Entity]) -> [Entity] {
        entities.filter { entity in entities.first { self.entities(sharingObjectOf: entity).contains($0) } == entity }
    }

    /// What is asked of the entity's object; of one that both entities link, what both ask.
    func everythingAsked(of entity: Entity) -> EntityConfiguration {
        var asked = configuration(of: entity)
        for other in entities(sharingObjectOf: entity) where other != entity {
            let others = configuration(of: other)
            asked.match += others.match
            asked.fields.merge(others.fields) { own, _ in own }
            asked.pull += others.pull
            asked.push += others.push
        }
        return asked
    }

    /// The accounts' object, of which a user's record says which one it belongs to.
    ///
    /// Only communities ask: whose account is linked is a person there (D§17.1). Elsewhere the column would be idle.
    func owners(of entity: Entity, hasMembers: Bool) -> String? {
        let isAsked = hasMembers || !community.connections.isEmpty
        let isElsewhere = users.object.lowercased() != accounts.object.lowercased()
        return entity == .user && isAsked && isElsewhere ? accounts.object : nil
    }
}
