import Domain

/// One run: its stages and counts, its failures by cause with the next step, and every outcome.
struct RunPage: Sendable {
    var run: RunSummary
    var counts: [OutcomeCode: Int]
    var causes: [FailureCause]
    var filter: OutcomeFilter
    var outcomes: [NumberedOutcome]
    var hasMore: Bool
    /// Whether what became of each record is still known.
    var hasOutcomes = true
    var mayEdit: Bool
    var token: HTML

    private static let perPage = 50

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> RunPage? {
        guard let value = visit.parameters["run"].flatMap({ Int64($0) }), value < .max else { return nil }
        let number = RunNumber(value)
        guard let run = try await sources.store.runs(limit: 1, before: RunNumber(value + 1)).first, run.number == number
        else { return nil }
        let filter = OutcomeFilter(
            stage: visit.query["stage"].flatMap(StageName.init),
            entity: visit.query["entity"].flatMap { Entity(plural: $0) },
            code: visit.query["outcome"].flatMap(OutcomeCode.init), record: visit.query.text("record"))
        let after = visit.query["after"].flatMap { Int64($0) } ?? 0
        let outcomes = try await sources.store.outcomes(of: number, filter, after: after, limit: perPage + 1)
        return RunPage(
            run: run,
            counts: try await sources.memory.counts(of: run) {
                try await sources.store.outcomeCounts(of: number, stage: nil)
            },
            causes: try await sources.memory.causes(of: run) { try await sources.store.failureCauses(of: number) },
            filter: filter, outcomes: Array(outcomes.prefix(perPage)), hasMore: outcomes.count > perPage,
            hasOutcomes: number.value > (try await sources.store.lastRunWithoutOutcomes()?.value ?? 0),
            mayEdit: visit.mayEdit, token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Run \(run.number.value)", place: .runs, content: html) }

    private var path: String { "/runs/\(run.number.value)" }

    var html: HTML {
        """
        <p class="row">\(Words.status(run.status)) <span>began \(Figures.time(run.startedAt))\(run.endedAt.map { ", took \(Figures.duration(from: run.startedAt, to: $0))" } ?? ""), started by \(Words.trigger(run.trigger))</span></p>
        \(run.reason.map { "<p class=\"notice warn\">\($0)</p>" as HTML })
        \(stages)
        \(failures)
        \(outcomePart)
        \(undo)
        """
    }

    private var stages: HTML {
        guard !run.stageRecords.isEmpty else { return "<p>No stage has ended yet.</p>" }
        let rows = run.stageRecords.map { stage -> HTML in
            let counts = stage.counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
                "<li>\($0.key) <b>\(Figures.grouped($0.value))</b></li>" as HTML
            }
            let took = stage.endedAt.map { Figures.duration(from: stage.startedAt, to: $0) } ?? "…"
            return """
                <tr><th scope="row">\(Words.stage(stage.stage, stage.entity))\(stage.tenant.map { " of \($0)" } ?? "")</th><td class="number" data-label="Took">\(took)</td>
                <td><ul class="inline">\(counts.isEmpty ? ["<li>nothing to do</li>"] : counts)</ul>\(stage.reason.map { "<p class=\"soft\">\($0)</p>" as HTML })</td></tr>
                """
        }
        return Parts.table(
            "Stages", head: [Parts.heading("Stage"), Parts.heading("Took", isNumber: true), Parts.heading("Counted")],
            rows: rows, class: "stacked")
    }

    private var failures: HTML {
        guard !causes.isEmpty else { return "" }
        let items = causes.map { cause -> HTML in
            """
            <li class="card"><h3>\(Figures.grouped(cause.count)) × \(Words.outcome(cause.code))\(cause.field.map { " on \($0)" } ?? "") <span class="soft">(\(Words.stage(cause.stage, cause.entity)))</span></h3>
            <p>\(NextStep.sentence(cause.code))</p>
            \(cause.sampleReason.map { "<p class=\"soft\">For example \(cause.sampleRecord): \($0)</p>" as HTML })
            <p><a href="\(path)?stage=\(cause.stage.rawValue)\(cause.entity.map { "&amp;entity=\($0.plural)" as HTML })&amp;outcome=\(cause.code.rawValue)#outcomes">Show these records</a></p></li>
            """
        }
        return "<h2>What failed, and what to do</h2><ul class=\"plainlist\">\(items)</ul>"
    }

    private var outcomePart: HTML {
        let all = OutcomeCode.allCases.compactMap { code -> HTML? in
            guard let count = counts[code], count > 0 else { return nil }
            return """
                <li><a href="\(path)?outcome=\(code.rawValue)#outcomes"\(" aria-current=\"true\"", if: filter.code == code)>\(Words.outcome(code)) <b>\(Figures.grouped(count))</b></a></li>
                """
        }
        return """
            <h2 id="outcomes">What became of each record</h2>
            <ul class="inline chips"><li><a href="\(path)#outcomes"\(" aria-current=\"true\"", if: filter == OutcomeFilter())>all</a></li>\(all)</ul>
            <form class="filters" method="get" action="\(path)#outcomes"><div>\(Parts.input("record", label: "One record, by its id", value: filter.record))</div>
            <button class="plain">Show</button></form>
            \(outcomeTable)
            """
    }

    private var outcomeTable: HTML {
        guard hasOutcomes else {
            return Parts.empty("No longer kept: the run is older than journal.keep_outcomes in the configuration.")
        }
        guard !outcomes.isEmpty else { return Parts.empty("No outcome of this kind.") }
        let rows = outcomes.map { numbered -> HTML in
            let outcome = numbered.outcome
            return """
                <tr><th scope="row">\(Self.name(of: outcome))</th>
                <td>\(Words.stage(outcome.stage, outcome.entity))</td><td>\(Words.outcome(outcome.code))</td><td data-label="Field">\(outcome.field)</td>
                <td class="break" data-label="Before">\(outcome.before)</td><td class="break" data-label="After">\(outcome.after)</td>\
                <td class="break">\(outcome.reason)</td></tr>
                """
        }
        var query = FormValues()
        if let stage = filter.stage { query.add("stage", stage.rawValue) }
        if let entity = filter.entity { query.add("entity", entity.plural) }
        if let code = filter.code { query.add("outcome", code.rawValue) }
        if let record = filter.record { query.add("record", record) }
        if let last = outcomes.last { query.add("after", String(last.number)) }
        let next: HTML =
            hasMore ? "<a class=\"button plain\" href=\"\(path)\(query.query)#outcomes\">Next page</a>" : ""
        return Parts.table(
            "Outcomes",
            head: ["Record", "Stage", "Outcome", "Field", "Before", "After", "Reason"].map { Parts.heading($0) },
            rows: rows, class: "stacked") + "<nav class=\"pager\" aria-label=\"Pages\"><span></span>\(next)</nav>"
    }

    /// Of a run that gave roles to members, or accounts to users.
    private var undoOfGifts: HTML {
        let isOfUsers = run.stageRecords.contains { $0.stage == .associate && $0.entity == .user }
        guard isOfUsers || run.stages == [.audience] else { return "" }
        return """
            <section class="card"><h2>Undo</h2>
            <p>Takes back what this run gave: \(isOfUsers ? "accounts of users, but for those that somebody changed since" : "roles of the community").</p>
            <form method="post" action="\(path)/undo" data-confirm="Take back what run \(run.number.value) gave?">\(token)
            <button class="danger">Undo run \(run.number.value)</button></form></section>
            """
    }

    /// A member of a community has no page.
    private static func name(of outcome: Outcome) -> HTML {
        guard let entity = outcome.entity else { return "\(outcome.record)" }
        return "<a href=\"\(Words.path(entity, outcome.record))\">\(outcome.record)</a>"
    }

    private var undo: HTML {
        guard mayEdit, run.endedAt != nil else { return "" }
        guard run.stages.contains(.push) || run.stages.contains(.map) else { return undoOfGifts }
        return """
            <section class="card"><h2>Undo</h2>
            <p>Gives back the values that this run's map and push replaced, unless somebody changed them since, and holds \
            those fields until the hold is lifted.</p>
            <form method="post" action="\(path)/undo" data-confirm="Give back what run \(run.number.value) replaced?">\(token)
            <button class="danger">Undo run \(run.number.value)</button></form></section>
            """
    }
}
