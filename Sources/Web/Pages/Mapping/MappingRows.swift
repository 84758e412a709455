import Domain

/// The rows of both directions, each with two empty ones at the end.
struct MappingRows: Sendable {
    let draft: MappingDraft
    let fields: FieldChoices
    let features: [FeatureName]

    private static let spare = 2

    var html: HTML { pulls + pushes }

    private var pulls: HTML {
        let rows = (0..<draft.pull.count + Self.spare).map { index -> HTML in
            let mapping = index < draft.pull.count ? draft.pull[index] : nil
            let prefix = "pull.\(index)."
            return """
                <tr data-pair><td>\(Parts.select(prefix + "from", label: "From field", options: fields.theirs(selected: mapping?.from ?? ""), isLabelHidden: true, marker: "theirs"))</td>
                <td class="direction"><span aria-hidden="true">→</span> into</td>
                <td>\(Parts.select(prefix + "to", label: "To attribute", options: fields.ours(selected: mapping?.to ?? "", pullTargets: true), isLabelHidden: true, marker: "ours"))</td>
                <td>\(Parts.checkbox(prefix + "ignore_nulls", label: "Keep ours where theirs is empty", isOn: mapping?.ignoresNulls ?? false))</td>
                <td>\(remove(prefix, mapping != nil, "pull row \(index + 1)"))</td></tr>
                """
        }
        return """
            <h2>Salesforce <span aria-hidden="true">→</span><span class="hidden">to</span> Crosswalk</h2>
            <p class="soft">What is fetched from \(draft.object) feeds our attributes. Only fields of one type can be paired.</p>
            <input type="hidden" name="pull_count" value="\(rows.count)">
            \(Parts.table("Fields pulled from Salesforce", head: ["Salesforce field", "Direction", "Our attribute", "Options", "Remove"].map { Parts.heading($0) }, rows: rows, class: "form"))
            """
    }

    private var pushes: HTML {
        let rows = (0..<draft.push.count + Self.spare).map { index -> HTML in
            let mapping = index < draft.push.count ? draft.push[index] : nil
            let prefix = "push.\(index)."
            return """
                <tr data-pair><td>\(Parts.select(prefix + "source", label: "KPI or attribute", options: sources(mapping?.source), isLabelHidden: true, marker: "ours"))\(feature(prefix, mapping?.source))</td>
                <td class="direction"><span aria-hidden="true">→</span> into</td>
                <td>\(Parts.select(prefix + "to", label: "To field", options: fields.pushTargets(selected: mapping?.to ?? ""), isLabelHidden: true, marker: "theirs"))</td>
                <td>\(Parts.checkbox(prefix + "round", label: "Round", isOn: mapping?.rounds ?? false)) \(Parts.checkbox(prefix + "truncate", label: "Cut long texts", isOn: mapping?.truncates ?? false))</td>
                <td>\(remove(prefix, mapping != nil, "push row \(index + 1)"))</td></tr>
                """
        }
        return """
            <h2>Crosswalk <span aria-hidden="true">→</span><span class="hidden">to</span> Salesforce</h2>
            <p class="soft">Only fields whose API name begins PX_ are ever written.\(draft.entity == .user ? " KPIs are the account's, so users push attributes." : "")</p>
            <input type="hidden" name="push_count" value="\(rows.count)">
            \(Parts.table("Values pushed to Salesforce", head: ["Our value", "Direction", "Salesforce field", "Options", "Remove"].map { Parts.heading($0) }, rows: rows, class: "form"))
            """
    }

    private func sources(_ selected: PushMapping.Source?) -> [HTML] {
        let name = selected.map(MappingDraft.name) ?? ""
        var out = [Parts.option("", "choose …", isSelected: name.isEmpty)]
        if draft.entity == .account {
            let number = AttributeType.number.rawValue
            let option = { (kpi: KPI) in
                Parts.option("kpi:" + kpi.name, Self.title(kpi), isSelected: name == "kpi:" + kpi.name, type: number)
            }
            out.append("<optgroup label=\"KPIs of the account\">\(KPI.all.map(option))</optgroup>")
            out.append("<optgroup label=\"KPIs of a feature\">\(KPI.perFeature.map(option))</optgroup>")
        }
        let standard = StandardAttribute.names(of: draft.entity).map {
            ($0, StandardAttribute.type(of: $0, entity: draft.entity))
        }
        let attributes = (standard + fields.attributes.map { ($0.apiName, $0.type) }).map { attribute in
            Parts.option(
                "attribute:" + attribute.0, attribute.0, isSelected: name == "attribute:" + attribute.0,
                type: attribute.1?.rawValue)
        }
        out.append("<optgroup label=\"Attributes\">\(attributes)</optgroup>")
        return out
    }

    private func feature(_ prefix: String, _ source: PushMapping.Source?) -> HTML {
        guard draft.entity == .account else { return "" }
        var chosen = ""
        if case .kpi(_, let feature) = source { chosen = feature ?? "" }
        var options = [Parts.option("", "of which feature? (feature KPIs only)", isSelected: chosen.isEmpty)]
        if !chosen.isEmpty, !features.contains(where: { $0.id == chosen }) {
            options.append(Parts.option(chosen, chosen, isSelected: true))
        }
        options += features.map { Parts.option($0.id, $0.name, isSelected: $0.id == chosen) }
        return """
            <div data-feature>\(Parts.select(prefix + "feature", label: "Feature", options: options, isLabelHidden: true))</div>
            """
    }

    private func remove(_ prefix: String, _ isThere: Bool, _ label: String) -> HTML {
        isThere ? Parts.checkbox(prefix + "remove", label: "Remove " + label, isOn: false, isLabelHidden: true) : ""
    }

    static func title(_ kpi: KPI) -> String { kpi.labels.first.map { "\(kpi.name): \($0)" } ?? kpi.name }
}
