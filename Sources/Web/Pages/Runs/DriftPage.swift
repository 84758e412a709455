import Domain

/// Pushed values that somebody changed in Salesforce, and fields that an undo holds back.
struct DriftPage: Sendable {
    var entity: Entity
    var drift: [PushDrift]
    var holds: [PushHold]
    var mappingHolds: Int
    var mayEdit: Bool
    var token: HTML

    private static let shown = 100

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> DriftPage {
        let configuration = try await sources.host.configuration().configuration(of: visit.entity)
        return DriftPage(
            entity: visit.entity,
            drift: try await sources.store.drift(visit.entity, object: configuration.object, limit: shown),
            holds: try await sources.store.holds(), mappingHolds: try await sources.store.mappingHolds(),
            mayEdit: visit.mayEdit, token: visit.token)
    }

    static func lift(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let lifted =
            visit.form["what"] == "mapping"
            ? try await sources.store.liftMappingHolds()
            : try await sources.store.liftHolds(object: visit.form.text("object"), id: visit.form.text("id"))
        return .redirect(
            "/runs/drift",
            notice: .init(.good, "\(Figures.grouped(lifted)) holds lifted: the next run writes these fields again."))
    }

    var answer: PageAnswer { .page(title: "Drift and holds", place: .runs, content: html) }

    var html: HTML {
        """
        \(RunsPage.tabs("/runs/drift"))
        <h2>Drift</h2>\(EntityChoice.html("/runs/drift", entity))
        <p class="soft">What somebody changed in Salesforce after we wrote it; the next push that touches the record writes ours again.</p>
        \(driftTable)
        <h2>Holds</h2><p class="soft">An undo holds fields back, so that the next run does not do the same again.</p>
        \(holdTable)
        """
    }

    private var driftTable: HTML {
        guard !drift.isEmpty else { return Parts.empty("No drift: Salesforce holds what we wrote.") }
        let rows = drift.map { value -> HTML in
            "<tr><th scope=\"row\" class=\"mono\">\(value.id)</th><td>\(value.field)</td><td>\(value.ours)</td><td>\(value.theirs)</td></tr>"
        }
        return Parts.table(
            "Changed in Salesforce",
            head: ["Salesforce ID", "Field", "We wrote", "It holds"].map { Parts.heading($0) }, rows: rows)
    }

    private var holdTable: HTML {
        let mapping: HTML =
            mappingHolds == 0
            ? ""
            : """
            <form method="post" action="/runs/drift" class="row">\(token)<input type="hidden" name="what" value="mapping">
            <span>\(Figures.grouped(mappingHolds)) attributes of ours are held back from mapping.</span>\("<button class=\"plain\">Lift these holds</button>", when: mayEdit)</form>
            """
        guard !holds.isEmpty else { return mapping + Parts.empty("No field is held back from pushes.") }
        let rows = holds.prefix(Self.shown).map { hold -> HTML in
            """
            <tr><th scope="row" class="mono">\(hold.id)</th><td>\(hold.object)</td><td>\(hold.field)</td>
            <td><a href="/runs/\(hold.since.value)">run \(hold.since.value)</a></td></tr>
            """
        }
        let lift: HTML =
            mayEdit
            ? """
            <form method="post" action="/runs/drift" data-confirm="Lift all \(holds.count) holds?">\(token)<input type="hidden" name="what" value="push">
            <button class="plain">Lift all \(Figures.grouped(holds.count)) holds</button></form>
            """ : ""
        return mapping
            + Parts.table(
                "Held back from pushes", head: ["Salesforce ID", "Object", "Field", "Since"].map { Parts.heading($0) },
                rows: rows) + lift
    }
}
