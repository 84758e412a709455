import Domain

/// The mappings of one entity as the form holds them.
struct MappingDraft: Sendable, Hashable {
    var entity: Entity
    var object: String
    var pull: [PullMapping]
    var push: [PushMapping]
    /// An attribute to be declared along with the mappings.
    var newAttribute: AttributeDefinition?

    init(_ entity: Entity, _ configuration: EntityConfiguration) {
        self.entity = entity
        object = configuration.object
        pull = configuration.pull
        push = configuration.push
    }

    /// Rows with nothing chosen, and rows marked for removal, are left out.
    init(_ form: FormValues) {
        entity = form["entity"].flatMap { Entity(plural: $0) } ?? .account
        object = form.text("object") ?? (entity == .account ? "Account" : "Contact")
        let count = { (name: String) in min(Int(form[name] ?? "") ?? 0, 600) }
        pull = (0..<count("pull_count")).compactMap { index in
            let prefix = "pull.\(index)."
            guard !form.isOn(prefix + "remove"), let from = form.text(prefix + "from"),
                let to = form.text(prefix + "to")
            else { return nil }
            return PullMapping(from: from, to: to, ignoresNulls: form.isOn(prefix + "ignore_nulls"))
        }
        push = (0..<count("push_count")).compactMap { index in
            let prefix = "push.\(index)."
            guard !form.isOn(prefix + "remove"), let to = form.text(prefix + "to"),
                let source = form.text(prefix + "source").flatMap({
                    Self.source($0, feature: form.text(prefix + "feature"))
                })
            else { return nil }
            return PushMapping(
                source: source, to: to, rounds: form.isOn(prefix + "round"), truncates: form.isOn(prefix + "truncate"))
        }
        if let name = form.text("new_name"), let type = form["new_type"].flatMap(AttributeType.init) {
            newAttribute = AttributeDefinition(entity: entity, apiName: name, type: type)
        }
    }

    func applied(to configuration: HubConfiguration) -> HubConfiguration {
        var changed = configuration
        var own = configuration.configuration(of: entity)
        own.object = object
        own.pull = pull
        own.push = push
        switch entity {
        case .account: changed.accounts = own
        case .user: changed.users = own
        }
        if let newAttribute,
            !changed.attributes.contains(where: { $0.entity == entity && $0.apiName == newAttribute.apiName })
        {
            changed.attributes.append(newAttribute)
        }
        return changed
    }

    /// `attribute:plan` or `kpi:au_30d`, as the select names them.
    static func name(of source: PushMapping.Source) -> String {
        switch source {
        case .attribute(let name): "attribute:" + name
        case .kpi(let name, _): "kpi:" + name
        }
    }

    private static func source(_ text: String, feature: String?) -> PushMapping.Source? {
        if text.hasPrefix("attribute:") { return .attribute(String(text.dropFirst("attribute:".count))) }
        guard text.hasPrefix("kpi:"), let kpi = KPI.named(String(text.dropFirst("kpi:".count))) else { return nil }
        return .kpi(kpi.name, feature: kpi.isPerFeature ? feature ?? "" : nil)
    }
}
