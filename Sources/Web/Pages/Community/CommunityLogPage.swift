import Domain

/// What the last runs did with the communities: read, associated, roles given.
struct CommunityLogPage: Sendable {
    var lines: [(run: RunSummary, stage: StageRecord)]

    /// So many runs are looked through.
    private static let runs = 200

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> CommunityLogPage {
        let runs = try await sources.store.runs(limit: runs, before: nil)
        return CommunityLogPage(
            lines: runs.flatMap { run in run.stageRecords.filter(\.stage.isOfCommunity).map { (run, $0) } })
    }

    var answer: PageAnswer { .page(title: "Sync log", place: .community, content: html) }

    var html: HTML {
        """
        \(CommunityPage.tabs("/community/log"))
        \(lines.isEmpty ? Parts.empty("No community has been read yet. <a href=\"/\">Synchronize</a> reads those that are connected.") : table)
        """
    }

    private var table: HTML {
        let rows = lines.map { run, stage -> HTML in
            let counts = stage.counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
                "<li>\($0.key) <b>\(Figures.grouped($0.value))</b></li>" as HTML
            }
            let took = stage.endedAt.map { Figures.duration(from: stage.startedAt, to: $0) } ?? "…"
            return """
                <tr><th scope="row"><a href="/runs/\(run.number.value)">Run\u{00A0}\(run.number.value)</a></th>
                <td>\(Figures.time(stage.startedAt))</td><td>\(Words.stage(stage.stage))</td><td data-label="Community">\(stage.tenant ?? "all")</td>
                <td class="number" data-label="Took">\(took)</td><td><ul class="inline">\(counts.isEmpty ? ["<li>nothing to do</li>"] : counts)</ul>\
                \(stage.reason.map { "<p class=\"soft\">\($0)</p>" as HTML })</td></tr>
                """
        }
        return Parts.table(
            "What was done with the communities, the newest first",
            head: [
                Parts.heading("Run"), Parts.heading("When"), Parts.heading("What"), Parts.heading("Community"),
                Parts.heading("Took", isNumber: true), Parts.heading("Counted"),
            ], rows: rows, class: "stacked")
    }
}
