import Domain

/// The configurations that were in force, the newest first, and what each changed.
struct HistoryPage: Sendable {
    var versions: [ConfigurationVersion]
    /// The version to look at, and the one to compare it with.
    var shown: ConfigurationVersion?
    var against: ConfigurationVersion?
    var token: HTML

    private static let kept = 200

    static func load(_ context: WebContext) async throws -> HistoryPage {
        let versions = try await context.hub.store.configurationVersions(limit: kept)
        var page = HistoryPage(versions: versions, token: try context.visit.token)
        guard let number = context.query["version"].flatMap({ Int64($0) }),
            let place = versions.firstIndex(where: { $0.number == number })
        else { return page }
        page.shown = versions[place]
        let other = context.query["against"].flatMap { Int64($0) }
        page.against =
            versions.first { $0.number == other } ?? (place + 1 < versions.count ? versions[place + 1] : nil)
        return page
    }

    var html: HTML {
        """
        \(SettingsTabs.html("/settings/history"))
        \(versions.isEmpty ? Parts.empty("Nothing has been changed on pages or by the API yet. What the command line applies is not listed here.") : "\(comparison)\(table)")
        """
    }

    private var comparison: HTML {
        guard let shown else { return "" }
        let others = versions.filter { $0.number != shown.number }.map {
            Parts.option(
                String($0.number), "version \($0.number), by \($0.who)", isSelected: $0.number == against?.number)
        }
        let choice: HTML =
            others.isEmpty
            ? ""
            : """
            <form class="filters" method="get" action="/settings/history"><input type="hidden" name="version" value="\(shown.number)">
            <div>\(Parts.select("against", label: "Compared with", options: others))</div><button class="plain">Compare</button></form>
            """
        return """
            <section class="card" aria-labelledby="shown"><h2 id="shown">Version \(shown.number)</h2>
            <p class="soft">\(Figures.time(shown.at)), by \(shown.who)</p>\(choice)\(difference(shown))
            <form method="post" action="/settings/configuration">\(token)<input type="hidden" name="text" value="\(shown.text)">
            <div class="row actions"><button class="plain" name="act" value="review">Put it in force again …</button></div></form></section>
            """
    }

    private func difference(_ shown: ConfigurationVersion) -> HTML {
        guard let against else { return "<pre tabindex=\"0\">\(shown.text)</pre>" }
        let difference = LineDifference(from: against.text, to: shown.text)
        return difference.isEmpty ? "<p>The two say the same, to the letter.</p>" : difference.html
    }

    private var table: HTML {
        let rows = versions.enumerated().map { place, version -> HTML in
            let change: HTML =
                if place + 1 < versions.count {
                    Self.words(LineDifference(from: versions[place + 1].text, to: version.text))
                } else {
                    "the first that is kept"
                }
            return """
                <tr><th scope="row"><a href="/settings/history?version=\(version.number)"\(" aria-current=\"true\"", if: version.number == shown?.number)>Version \(version.number)</a></th>
                <td>\(Figures.time(version.at))</td><td data-label="By">\(version.who)</td><td>\(change)</td></tr>
                """
        }
        return Parts.table(
            "Versions, the newest first",
            head: ["Version", "In force from", "By", "Changed"].map { Parts.heading($0) },
            rows: rows, class: "stacked")
    }

    private static func words(_ difference: LineDifference) -> HTML {
        difference.isEmpty
            ? "nothing"
            : "\(difference.added) \(difference.added == 1 ? "line" : "lines") added, \(difference.removed) removed"
    }
}
