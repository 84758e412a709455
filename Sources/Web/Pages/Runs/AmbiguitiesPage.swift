import Domain

/// Records for which a rule found several: each to be decided, one after the other.
struct AmbiguitiesPage: Sendable {
    var entity: Entity
    var verdict: MatchVerdict
    var queue: [StoredLink]
    var hasMore: Bool
    var names: [String: String]
    var mayEdit: Bool
    var token: HTML

    private static let perPage = 20

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> AmbiguitiesPage {
        let verdict: MatchVerdict = visit.query.isOn("picked") ? .ambiguousPick : .ambiguous
        let queue = try await sources.store.reviewQueue(
            of: visit.entity, verdict, after: visit.query["after"].flatMap { Int64($0) }, limit: perPage + 1)
        let object = try await sources.host.configuration().configuration(of: visit.entity).object
        let shown = Array(queue.prefix(perPage))
        return AmbiguitiesPage(
            entity: visit.entity, verdict: verdict, queue: shown, hasMore: queue.count > perPage,
            names: try await sources.names(
                visit.entity, shown.map(\.id), object: object, shown.flatMap(\.candidates)),
            mayEdit: visit.mayEdit, token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Ambiguities", place: .runs, content: html) }

    private var path: String { "/runs/ambiguous" }

    private func address(picked: Bool, after: Int64? = nil) -> String {
        var values = FormValues()
        values.add("entity", entity.plural)
        if picked { values.add("picked", "1") }
        if let after { values.add("after", String(after)) }
        return path + values.query
    }

    var html: HTML {
        let picked = verdict == .ambiguousPick
        return """
            \(RunsPage.tabs(path))
            \(EntityChoice.html(path, entity))
            <p>\(picked ? "Several were found and the oldest was taken. Confirm it, or choose another." : "Several were found and none was taken. Say which it is, or that it is none of them.")
            <a href="\(address(picked: !picked))">\(picked ? "Show those without a link" : "Show those where the oldest was taken")</a></p>
            \(queue.isEmpty ? Parts.empty("Nothing to decide.") : "<ul class=\"plainlist\">\(queue.map(item))</ul>")
            \("<nav class=\"pager\" aria-label=\"Pages\"><span></span><a class=\"button plain\" href=\"\(address(picked: picked, after: queue.last?.row))\">Next page</a></nav>", when: hasMore)
            """
    }

    private func item(_ link: StoredLink) -> HTML {
        let choices = link.candidates.map { candidate -> HTML in
            """
            <label class="inline"><input type="radio" name="salesforce_id" value="\(candidate)"\(" checked", if: candidate == link.salesforceID)><span><span class="mono">\(candidate)</span> \(names[candidate] ?? "")</span></label>
            """
        }
        let form: HTML = """
            <form method="post" action="\(Words.path(entity, link.id))/decide">\(token)<input type="hidden" name="back" value="\(address(picked: verdict == .ambiguousPick))">
            <fieldset class="choice listed"><legend class="hidden">Candidates for \(link.id)</legend>\(choices)</fieldset>
            <div class="row"><button name="verdict" value="link">It is the chosen one</button><button class="plain" name="verdict" value="never">Never the chosen one</button></div></form>
            """
        return """
            <li class="card"><h2 class="minor"><a href="\(Words.path(entity, link.id))">\(names[link.id] ?? link.id)</a> <small class="mono">\(link.id)</small></h2>
            <p>\(link.rule.map(Words.rule) ?? "") found \(Figures.grouped(link.candidateCount)) with “\(link.ourValue)”.</p>
            \(mayEdit ? form : "<p class=\"mono\">\(link.candidates.joined(separator: ", "))</p>")</li>
            """
    }
}
