import Domain

/// The attributes that later sections may speak of, as declared in this very file.
struct KnownAttributes {
    /// A declared attribute whose type is mistaken has no type, but a name.
    private var declared: [Entity: [String: AttributeType?]] = [:]

    enum Finding: Equatable {
        case unknown
        case known(AttributeType?)
    }

    func finding(_ name: String, of entity: Entity) -> Finding {
        if let type = StandardAttribute.type(of: name, entity: entity) { return .known(type) }
        guard let declared = declared[entity]?[name] else { return .unknown }
        return .known(declared)
    }

    func names(of entity: Entity) -> [String] {
        StandardAttribute.names(of: entity) + (declared[entity] ?? [:]).keys.sorted()
    }

    /// The name of an attribute that exists, or nothing and a mistake.
    func name(_ value: YAMLValue, of entity: Entity) -> String? {
        guard let name = value.text("an attribute's name") else { return nil }
        guard finding(name, of: entity) == .unknown else { return name }
        let nearest = nearestWord(to: name, among: names(of: entity))
        return value.reject(
            "no attribute of \(entity.plural) is called '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "; declare it under attributes.\(entity.rawValue)"))
    }

    mutating func read(_ value: YAMLValue) -> [AttributeDefinition] {
        guard let section = YAMLSection(value, keys: Entity.allCases.map(\.rawValue)) else { return [] }
        var attributes: [AttributeDefinition] = []
        for entity in Entity.allCases {
            section.each(entity.rawValue) { attributes += read($0, of: entity) }
        }
        return attributes
    }

    private mutating func read(_ value: YAMLValue, of entity: Entity) -> [AttributeDefinition] {
        guard let section = YAMLSection(value) else { return [] }
        if section.entries.count > AttributeDefinition.limit {
            value.reject("\(section.entries.count) attributes are declared; the most is \(AttributeDefinition.limit)")
        }
        return section.entries.compactMap { name, value in
            guard AttributeDefinition.isValid(apiName: name) else {
                return value.reject(
                    "'\(name)' cannot be an attribute's name; "
                        + "write small letters, digits and _, a letter first, at most 63 in all")
            }
            guard StandardAttribute.type(of: name, entity: entity) == nil else {
                return value.reject("every \(entity.rawValue) has '\(name)' already; leave this line out")
            }
            let type = value.word(of: AttributeType.self)
            declared[entity, default: [:]].updateValue(type, forKey: name)
            return type.map { AttributeDefinition(entity: entity, apiName: name, type: $0) }
        }
    }
}
