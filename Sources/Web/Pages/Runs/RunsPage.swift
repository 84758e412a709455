import Domain

/// The runs, newest first, with what each of their stages counted.
struct RunsPage: Sendable {
    var runs: [RunSummary]
    var hasMore: Bool
    var isRunning: Bool
    var mayEdit: Bool
    var token: HTML

    private static let perPage = 25

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> RunsPage {
        let before = visit.query["before"].flatMap { Int64($0) }.map { RunNumber($0) }
        let runs = try await sources.store.runs(limit: perPage + 1, before: before)
        return RunsPage(
            runs: Array(runs.prefix(perPage)), hasMore: runs.count > perPage,
            isRunning: await sources.host.isRunning(), mayEdit: visit.mayEdit, token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Runs", place: .runs, content: html) }

    /// The tabs that all pages about runs share.
    static func tabs(_ current: String) -> HTML {
        let all = [
            ("Runs", "/runs"), ("Push preview", "/runs/preview"), ("Ambiguities", "/runs/ambiguous"),
            ("Collisions", "/runs/collisions"), ("Drift and holds", "/runs/drift"),
        ]
        return Parts.tabs("Runs", all.map { ($0.0, $0.1, $0.1 == current) })
    }

    var html: HTML {
        """
        \(Self.tabs("/runs"))
        \(Self.progress(isRunning))
        \(list)
        \(older)
        """
    }

    /// Where the script shows how the present run goes, and loads the page again at its end.
    static func progress(_ isRunning: Bool) -> HTML {
        guard isRunning else { return "<div data-progress hidden></div>" }
        return """
            <div data-progress class="progress" role="status"><p>Synchronizing: <span data-words>going on</span></p>\
            <progress aria-label="Progress"></progress></div>
            """
    }

    private var list: HTML {
        guard !runs.isEmpty else {
            return Parts.empty("No run yet. <a href=\"/\">Synchronize</a> starts the first.")
        }
        let rows = runs.map { run -> HTML in
            let took = run.endedAt.map { Figures.duration(from: run.startedAt, to: $0) } ?? "…"
            return """
                <tr><th scope="row"><a href="/runs/\(run.number.value)">Run\u{00A0}\(run.number.value)</a></th>
                <td>\(Words.status(run.status))</td><td data-label="Began">\(Figures.time(run.startedAt))</td><td class="number" data-label="Took">\(took)</td>
                <td data-label="Started by">\(Words.trigger(run.trigger))</td><td data-label="Stages">\(run.stages.map { Words.stage($0).lowercased() }.joined(separator: ", "))</td>
                <td class="break">\(run.reason ?? Self.summary(run))</td></tr>
                """
        }
        return Parts.table(
            "Runs, newest first",
            head: [
                Parts.heading("Run"), Parts.heading("Ended as"), Parts.heading("Began"),
                Parts.heading("Took", isNumber: true),
                Parts.heading("Started by"), Parts.heading("Stages"), Parts.heading("In short"),
            ], rows: rows, class: "stacked wrapped")
    }

    /// The counts that say most, of all stages together.
    static func summary(_ run: RunSummary) -> String {
        let wanted = [
            "read", "linked", "relinked", "unlinked", "newly linked", "re-pointed", "values updated", "written",
            "refused",
        ]
        let parts = wanted.compactMap { name -> String? in
            let sum = run.stageRecords.reduce(0) { $0 + ($1.counts[name] ?? 0) }
            return sum > 0 ? "\(name) \(Figures.grouped(sum))" : nil
        }
        return parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")
    }

    private var older: HTML {
        guard hasMore, let last = runs.last else { return "" }
        return
            "<nav class=\"pager\" aria-label=\"Pages\"><span></span><a class=\"button plain\" href=\"/runs?before=\(last.number.value)\">Older runs</a></nav>"
    }
}
