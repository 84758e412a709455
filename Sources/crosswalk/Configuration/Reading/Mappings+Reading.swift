import Domain

extension PullMapping {
    static func read(_ value: YAMLValue, for entity: Entity, attributes: KnownAttributes) -> PullMapping? {
        let example = "{ from: Industry, to: industry }"
        guard let section = YAMLSection(value, keys: ["from", "to", "ignore_nulls"]) else { return nil }
        let from = section.required("from", example)?.fieldName()
        let destination = section.required("to", example)
        var ignoresNulls = false
        section.read("ignore_nulls", into: &ignoresNulls) { $0.flag() }
        guard let destination, let to = attributes.name(destination, of: entity) else { return nil }
        if let reason = reasonAgainstPulling(into: to, of: entity) { return destination.reject(reason) }
        return from.map { PullMapping(from: $0, to: to, ignoresNulls: ignoresNulls) }
    }

    private static func reasonAgainstPulling(into attribute: String, of entity: Entity) -> String? {
        guard !StandardAttribute.acceptsPull(attribute, entity: entity) else { return nil }
        return switch attribute {
        case "id": "'id' is the record's key and cannot be pulled"
        case "salesforce_id", "salesforce_contact_id":
            "the Salesforce id of a linked record is kept in its link; leave this line out"
        case "account_id": "'account_id' says whose user this is; it is imported and never pulled. Leave this line out"
        default: "'\(attribute)' is imported and never pulled; leave this line out"
        }
    }
}

extension PushMapping {
    static func read(_ value: YAMLValue, for entity: Entity, attributes: KnownAttributes) -> PushMapping? {
        guard let section = YAMLSection(value, keys: ["kpi", "feature", "attribute", "to", "round", "truncate"])
        else { return nil }
        let source = Source.read(section, for: entity, attributes: attributes)
        let to = section.required("to", "to: PX_Plan__c")?.pushDestination()
        var (rounds, truncates) = (false, false)
        section.read("round", into: &rounds) { $0.flag() }
        section.read("truncate", into: &truncates) { $0.flag() }
        guard let source, let to else { return nil }
        return PushMapping(source: source, to: to, rounds: rounds, truncates: truncates)
    }
}

extension PushMapping.Source {
    fileprivate static func read(_ section: YAMLSection, for entity: Entity, attributes: KnownAttributes) -> Self? {
        switch (section["kpi"], section["attribute"]) {
        case (let kpi?, nil) where entity == .account:
            return readKPI(kpi, feature: section["feature"])
        case (let kpi?, nil):
            return kpi.reject("KPIs are the account's; move this line to accounts.push")
        case (nil, let attribute?):
            if let feature = section["feature"] { feature.reject("'feature' goes with a kpi; leave it out") }
            return attributes.name(attribute, of: entity).map(Self.attribute)
        case (_?, _?):
            return section.value.reject("'kpi' and 'attribute' stand together; a mapping has one source")
        case (nil, nil):
            return section.value.reject("what is to be pushed is missing; write kpi: au_30d or attribute: plan")
        }
    }

    private static func readKPI(_ value: YAMLValue, feature: YAMLValue?) -> Self? {
        guard let name = value.text("a KPI's name, such as au_30d") else { return nil }
        guard let kpi = KPI.named(name) else {
            let nearest = nearestWord(to: name, among: (KPI.all + KPI.perFeature).map(\.name))
            return value.reject(
                "no KPI is called '\(name)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? "; docs/files.md lists them"))
        }
        switch (kpi.isPerFeature, feature) {
        case (true, let feature?):
            return feature.text("a feature's id").map { .kpi(name, feature: $0) }
        case (true, nil):
            return value.reject(
                "'\(name)' is counted per feature; write { kpi: \(name), feature: report_export, to: … }")
        case (false, let feature?):
            return feature.reject("'\(name)' is not counted per feature; leave 'feature' out")
        case (false, nil):
            return .kpi(name, feature: nil)
        }
    }
}

extension YAMLValue {
    func fieldName() -> String? {
        parsed("a Salesforce field's API name, such as Industry or ERP_Code__c") { text in
            text.utf8.allSatisfy(isWordByte) ? text : nil
        }
    }

    /// A field that may decide a match.
    func comparableFieldName() -> String? {
        guard let name = fieldName() else { return nil }
        guard !name.hasPrefix("PX_") else {
            return reject("PX_ fields are written by us and cannot decide a match; take another field")
        }
        return name
    }

    /// The only fields that a push may touch: `PX_…__c`, in exactly this spelling.
    fileprivate func pushDestination() -> String? {
        parsed("a field whose API name begins with PX_, such as PX_Plan__c: no other is ever written") { text in
            let isDestination =
                FieldDescription.isPushField(text) && text.utf8.count > 6 && text.utf8.allSatisfy(isWordByte)
            return isDestination ? text : nil
        }
    }
}
