import Domain

/// The attributes of one record, each with where its value comes from.
struct AttributesPart: Sendable {
    let profile: RecordProfile
    let object: String
    let salesforceID: String?
    let mirrored: [(field: MirrorField, value: Value)]
    let pulls: [PullMapping]

    var html: HTML {
        """
        <section class="card"><h2>Attributes</h2>
        \(Parts.table("Attributes", head: ["Attribute", "Value", "Comes from"].map { Parts.heading($0) }, rows: profile.attributes.map(row)))
        </section>\(mirror)
        """
    }

    private func row(_ attribute: RecordProfile.Attribute) -> HTML {
        """
        <tr><th scope="row">\(Words.name(attribute.name))</th><td class="break">\(Words.value(attribute.value))</td><td class="soft">\(source(attribute))</td></tr>
        """
    }

    private func source(_ attribute: RecordProfile.Attribute) -> HTML {
        if profile.held.contains(attribute.name) { return "held back since an undo" }
        guard let pull = pulls.first(where: { $0.to == attribute.name }) else {
            return attribute.value.isNull ? "nobody has said" : "import or ingest"
        }
        let field = Words.name("\(object).\(pull.from)")
        guard salesforceID != nil else {
            return "\(field), \(attribute.value.isNull ? "once it is linked" : "from when it was linked")"
        }
        let theirs = mirrored.first { $0.field.name.lowercased() == pull.from.lowercased() }?.value
        guard let theirs else { return field }
        if theirs == attribute.value || theirs.text == attribute.value.text { return field }
        return theirs.isNull && pull.ignoresNulls
            ? "kept, because \(field) is empty"
            : "\(field) now holds \(Words.value(theirs)); the next map takes it over"
    }

    private var mirror: HTML {
        guard let salesforceID, !mirrored.isEmpty else { return "" }
        let rows = mirrored.map { pair -> HTML in
            "<tr><th scope=\"row\">\(Words.name(pair.field.name))</th><td class=\"break\">\(Words.value(pair.value))</td></tr>"
        }
        return """
            <section class="card"><h2>In Salesforce</h2><p class="soft">\(object) <span class="mono">\(salesforceID)</span>, as last fetched</p>
            \(Parts.table("Fields in Salesforce", head: ["Field", "Value"].map { Parts.heading($0) }, rows: rows))</section>
            """
    }
}
