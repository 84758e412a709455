import Domain

/// What rules would change: how many records, which for example, and coverage before and after.
struct WhatIfPart: Sendable {
    let preview: MatchPreview
    let entity: Entity
    /// Of our records and of theirs, by id.
    var names: [String: String] = [:]
    var mayEdit = false

    var html: HTML {
        """
        <section class="card whatif" aria-labelledby="whatif">
        <h2 id="whatif">What these rules would do</h2>
        <p class="soft">Nothing has been changed yet. Apply puts the rules in force; the next match carries them out.</p>
        \(Parts.list(preview.notes, class: "notice warn"))
        <ul class="ribbon">\(MatchPreview.Change.allCases.map(tile))</ul>
        <div class="compare"><div><h3>Before</h3>\(CoveragePart.html(preview.before))</div>
        <div><h3>After</h3>\(CoveragePart.html(preview.after))</div></div>
        \(samples)
        \(mayEdit ? Self.actions : "")
        </section>
        """
    }

    /// The rules stand in the form below; it is that form which is sent.
    private static let actions: HTML = """
        <div class="row actions"><button form="rules" name="act" value="apply">Apply these rules</button>
        <a class="button plain" href="#rules">Change them further</a></div>
        """

    private func tile(_ change: MatchPreview.Change) -> HTML {
        "<li><b>\(Figures.grouped(preview.changes[change] ?? 0))</b>\(Self.words(change))</li>"
    }

    private var samples: HTML {
        guard !preview.samples.isEmpty else { return "<p>No link would change.</p>" }
        let rows = preview.samples.map { sample -> HTML in
            """
            <tr><td>\(Self.words(sample.change))</td><th scope="row"><a href="\(Words.path(entity, sample.id))">\(names[sample.id] ?? sample.id)</a></th>
            <td>\(theirs(sample.before))</td><td>\(theirs(sample.after))</td>
            <td>\(sample.rule.map(Words.rule) ?? "—")</td></tr>
            """
        }
        return Parts.table(
            "Some of the records that would change",
            head: ["Change", "Record", "Linked to now", "Would be linked to", "Rule"].map { Parts.heading($0) },
            rows: rows)
    }

    private func theirs(_ id: String?) -> HTML {
        guard let id else { return "—" }
        let name: HTML? = names[id].map { "<small>\($0)</small>" }
        return "<span class=\"mono\">\(id)</span> \(name)"
    }

    static func words(_ change: MatchPreview.Change) -> String {
        switch change {
        case .linked: "newly linked"
        case .unlinked: "no longer linked"
        case .relinked: "linked to another"
        case .ambiguous: "newly ambiguous"
        }
    }
}
