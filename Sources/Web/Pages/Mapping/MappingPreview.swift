import Domain
import SyncEngine

/// What mappings would do to some records: the values before and after, in both directions.
struct MappingPreview: Sendable {
    var entity: Entity
    var pullCounts: [StageReport.Count] = []
    var pulled: [Outcome] = []
    var push = PushPreview()
    var notes: [String] = []

    static func load(
        _ configuration: HubConfiguration, _ entity: Entity, _ sources: PageSources
    ) async throws -> MappingPreview {
        var preview = MappingPreview(entity: entity)
        let (report, outcomes) = try await MapStage(store: sources.store).preview(
            configuration, entity: entity, limit: 20)
        preview.pullCounts = report.counts
        preview.pulled = outcomes
        preview.notes = report.notes
        await preview.addPush(configuration, sources)
        return preview
    }

    /// An org that cannot be asked is a note, not an error: the pull side can be looked at all the same.
    mutating func addPush(_ configuration: HubConfiguration, _ sources: PageSources) async {
        do {
            guard let salesforce = try await sources.host.salesforce() else {
                notes.append("What would be pushed can be shown once an org is connected.")
                return
            }
            let asOf = try await sources.store.measuredDay(nil)
            push = try await PushStage(salesforce: salesforce, ledger: sources.store)
                .preview(configuration, entity: entity, asOf: asOf, samples: 20)
            notes += push.notes
        } catch {
            notes.append((error as? any RemediableError)?.advice ?? "Salesforce did not answer.")
        }
    }

    var html: HTML {
        """
        <section class="card whatif" aria-labelledby="preview"><h2 id="preview">What the next run would do</h2>
        \(Parts.list(notes, class: "notice warn"))
        <ul class="ribbon">\(pullCounts.map { "<li><b>\(Figures.grouped($0.value))</b>\($0.name)</li>" as HTML })\
        <li><b>\(Figures.grouped(push.counts.planned))</b>values to push</li>
        <li><b>\(Figures.grouped(push.counts.refused))</b>values refused</li></ul>
        \(pullTable)\(pushTable)\(refusalTable)
        </section>
        """
    }

    private var pullTable: HTML {
        guard !pulled.isEmpty else { return "<p class=\"soft\">No attribute of ours would change.</p>" }
        let rows = pulled.map { outcome -> HTML in
            """
            <tr><th scope="row"><a href="\(Words.path(entity, outcome.record))">\(outcome.record)</a></th>
            <td>\(outcome.field)</td><td>\(outcome.before ?? "—")</td><td>\(outcome.after ?? "—")</td></tr>
            """
        }
        return Parts.table(
            "Attributes that would change",
            head: ["Our record", "Attribute", "Now", "Would be"].map { Parts.heading($0) },
            rows: rows)
    }

    var refusalTable: HTML {
        guard !push.refusals.isEmpty else { return "" }
        let rows = push.refusals.map { refusal -> HTML in
            """
            <tr><th scope="row">\(refusal.field)</th><td class="num">\(Figures.grouped(refusal.values))</td>
            <td>\(refusal.reason)</td>
            <td><a href="\(Words.path(entity, refusal.example.record))">\(refusal.example.record)</a></td>
            <td>\(Words.value(refusal.example.value))</td></tr>
            """
        }
        let table = Parts.table(
            "Values that would be refused",
            head: ["Field", "Values", "Why", "For example", "Its value"].map { Parts.heading($0) }, rows: rows)
        return "<p>What would be refused, and why:</p>\(table)"
    }

    var pushTable: HTML {
        guard !push.samples.isEmpty else { return "<p class=\"soft\">No value would be written to Salesforce.</p>" }
        let rows = push.samples.map { intent -> HTML in
            """
            <tr><th scope="row"><a href="\(Words.path(intent.entity, intent.record))">\(intent.record)</a></th>
            <td class="mono">\(intent.id)</td><td>\(intent.field)</td><td>\(Words.value(intent.before))</td>
            <td>\(Words.value(intent.value))</td></tr>
            """
        }
        return Parts.table(
            "Values that would be written to Salesforce",
            head: ["Our record", "Salesforce ID", "Field", "Now", "Would be"].map { Parts.heading($0) }, rows: rows)
    }
}
