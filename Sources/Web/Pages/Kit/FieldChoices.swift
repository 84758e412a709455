import Domain

/// The fields that may be paired: ours and theirs by type, so that only pairs of one type are offered.
struct FieldChoices: Sendable {
    var entity: Entity
    var object: String
    var attributes: [AttributeDefinition]
    var fields: [FieldDescription]

    static func load(
        _ entity: Entity, _ configuration: HubConfiguration, _ sources: PageSources, now: Instant
    ) async throws -> FieldChoices {
        let object = configuration.configuration(of: entity).object
        var fields = try await sources.description(of: object, now: now)?.fields
        if fields == nil {
            // The org cannot be asked: the fields that were fetched are known all the same.
            fields = try await sources.store.mirrorFields(of: object).map {
                FieldDescription(name: $0.name, type: $0.type, isCalculated: $0.isCalculated)
            }
        }
        return FieldChoices(
            entity: entity, object: object, attributes: configuration.attributes.filter { $0.entity == entity },
            fields: (fields ?? []).sorted { $0.label.lowercased() < $1.label.lowercased() })
    }

    /// Our attributes; with `comparable`, only texts and numbers.
    func ours(selected: String, comparable: Bool = false, pullTargets: Bool = false) -> [HTML] {
        let standard = StandardAttribute.names(of: entity).compactMap { name in
            StandardAttribute.type(of: name, entity: entity).map { (name, $0) }
        }
        let all = (standard + attributes.map { ($0.apiName, $0.type) }).filter { name, type in
            (!comparable || type == .string || type == .number)
                && (!pullTargets || StandardAttribute.acceptsPull(name, entity: entity))
        }
        return grouped(all.map { (name: $0.0, title: $0.0, type: $0.1) }, selected: selected)
    }

    /// Their fields that an attribute can hold; `PX_` fields are written by pushes and prove nothing.
    func theirs(selected: String, comparable: Bool = false) -> [HTML] {
        let offered = fields.compactMap { field -> (name: String, title: String, type: AttributeType)? in
            guard !field.name.lowercased().hasPrefix("px_"), let type = field.type.attributeType else { return nil }
            guard !comparable || type == .string || field.holdsWholeNumbers else { return nil }
            return (field.name, Self.title(field), type)
        }
        return grouped(offered, selected: selected)
    }

    /// Their texts, one of which is always chosen.
    func texts(selected: String) -> [HTML] {
        let offered = fields.compactMap { field -> (name: String, title: String, type: AttributeType)? in
            guard !field.name.lowercased().hasPrefix("px_"), field.type.attributeType == .string else { return nil }
            return (field.name, Self.title(field), .string)
        }
        return Array(grouped(offered, selected: selected).dropFirst())
    }

    /// The fields that a push may write.
    func pushTargets(selected: String) -> [HTML] {
        let offered = fields.compactMap { field -> (name: String, title: String, type: AttributeType)? in
            guard field.isPushField, let type = field.type.attributeType else { return nil }
            return (field.name, Self.title(field) + (field.isUpdateable ? "" : ", may not be edited"), type)
        }
        return grouped(offered, selected: selected)
    }

    static func title(_ field: FieldDescription) -> String {
        field.label == field.name ? field.name : "\(field.label) (\(field.name))"
    }

    /// A choice that is no longer on offer stays to be seen.
    private func grouped(_ choices: [(name: String, title: String, type: AttributeType)], selected: String) -> [HTML] {
        var out = [Parts.option("", "choose …", isSelected: selected.isEmpty)]
        let isOffered = choices.contains { $0.name.lowercased() == selected.lowercased() }
        if !selected.isEmpty, !isOffered { out.append(Parts.option(selected, selected, isSelected: true)) }
        for type in AttributeType.allCases {
            let some = choices.filter { $0.type == type }
            guard !some.isEmpty else { continue }
            let options = some.map {
                Parts.option(
                    $0.name, $0.title, isSelected: $0.name.lowercased() == selected.lowercased(), type: type.rawValue)
            }
            out.append("<optgroup label=\"\(Words.type(type))\">\(options)</optgroup>")
        }
        return out
    }
}
