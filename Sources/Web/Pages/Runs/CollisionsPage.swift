import Domain

/// Salesforce records that several of ours are linked to: none of them is written until a person chooses.
struct CollisionsPage: Sendable {
    var entity: Entity
    var collisions: [PushCollision]
    var names: [String: String]
    var mayEdit: Bool
    var token: HTML

    private static let shown = 100
    /// So many of the records that are linked to one are offered; with more, links want mending first.
    private static let listed = 20

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> CollisionsPage {
        let collisions = try await sources.collisions(of: visit.entity)
        let shown = collisions.prefix(Self.shown)
        let object = try await sources.host.configuration().configuration(of: visit.entity).object
        return CollisionsPage(
            entity: visit.entity, collisions: collisions,
            names: try await sources.names(
                visit.entity, shown.flatMap { $0.records.prefix(Self.listed) }, object: object,
                shown.map(\.salesforceID)),
            mayEdit: visit.mayEdit, token: visit.token)
    }

    static func choose(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let entity = visit.form["entity"].flatMap { Entity(plural: $0) } ?? .account
        let back = "/runs/collisions?entity=\(entity.plural)"
        guard let id = visit.form.text("salesforce_id") else {
            return .redirect(back, notice: .init(.bad, "Nothing was chosen."))
        }
        try await sources.store.chooseWinner(entity, salesforceID: id, record: visit.form.text("record"))
        sources.memory.forgetCollisions()
        return .redirect(back, notice: .init(.good, "Remembered. The next push obeys it."))
    }

    var answer: PageAnswer { .page(title: "Collisions", place: .runs, content: html) }

    var html: HTML {
        """
        \(RunsPage.tabs("/runs/collisions"))
        \(EntityChoice.html("/runs/collisions", entity))
        <p>One record in Salesforce can take the values of one of ours. Where several are linked to it, choose which one may \
        write, or mend the links on their pages.</p>
        \(collisions.isEmpty ? Parts.empty("No collisions.") : "<ul class=\"plainlist\">\(collisions.prefix(Self.shown).map(item))</ul>")
        \("<p>… and \(Figures.grouped(collisions.count - Self.shown)) more.</p>", when: collisions.count > Self.shown)
        """
    }

    private func item(_ collision: PushCollision) -> HTML {
        let records = collision.records.prefix(Self.listed).map { record -> HTML in
            """
            <label class="inline"><input type="radio" name="record" value="\(record)"\(" checked", if: record == collision.winner)><span><a href="\(Words.path(entity, record))">\(names[record] ?? record)</a> <span class="mono soft">\(record)</span></span></label>
            """
        }
        return """
            <li class="card"><h2 class="minor"><span class="mono">\(collision.salesforceID)</span> \(names[collision.salesforceID] ?? "")</h2>
            <form method="post" action="/runs/collisions">\(token)<input type="hidden" name="entity" value="\(entity.plural)">
            <input type="hidden" name="salesforce_id" value="\(collision.salesforceID)">
            <fieldset class="choice listed"\(" disabled", if: !mayEdit)><legend>Which of ours may write?</legend>\(records)
            <label class="inline"><input type="radio" name="record" value=""\(" checked", if: collision.winner == nil)><span>none</span></label>
            <button class="plain">Choose</button></fieldset></form></li>
            """
    }
}
