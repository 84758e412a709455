import Domain

/// One report: its chart, its table, and what its numbers mean.
struct ReportPage: Sendable {
    var report: CommunityReport
    var scope: ReportScope
    var table: ReportTable
    var tenants: [String]
    /// As asked for; nothing means now, or where the data ends.
    var asOf: String?
    var countedAt: Instant?

    private static func windows(of report: CommunityReport) -> [Int] { report.windows ?? [7, 30, 90, 365] }

    private static let limits = [20, 50, 200]

    static func path(_ report: CommunityReport) -> String { "/reports/" + report.rawValue }

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> ReportPage? {
        guard let report = visit.parameters["report"].flatMap(CommunityReport.init) else { return nil }
        let day = visit.query.text("as_of").flatMap { Day($0) }
        let now = try await sources.lookingBack(from: visit.now, to: day)
        var scope = try ReportScope(now: now, configuration: try await sources.host.configuration())
        scope.day = day
        if let days = visit.query["days"].flatMap({ Int($0) }), windows(of: report).contains(days) { scope.days = days }
        if let limit = visit.query["limit"].flatMap({ Int($0) }), limits.contains(limit) { scope.limit = limit }
        scope.tenant = visit.query.text("tenant")
        let (table, countedAt) = try await sources.report(report, scope, now: visit.now)
        return ReportPage(
            report: report, scope: scope, table: table, tenants: try await sources.store.tenantNames(),
            asOf: day?.text, countedAt: countedAt)
    }

    var answer: PageAnswer { .page(title: report.title, place: .reports, content: html) }

    /// All rows of the table, for spreadsheets.
    var file: PageAnswer {
        var text = CSVText(header: table.columns)
        for row in table.rows { text.append(row) }
        return .file(name: report.rawValue + ".csv", type: "text/csv; charset=utf-8", text: text.text)
    }

    var html: HTML {
        """
        <p><a href="/reports">All reports</a></p>
        <p class="soft">\(ReportsPage.question(report))</p>
        \(form)
        \(table.rows.isEmpty ? Parts.empty("Nothing to show for this choice.") : chart)
        \(lacking)
        \(table.rows.isEmpty ? "" : figures)
        <section class="card"><h2>What the numbers mean</h2><p>\(report.definition)</p></section>
        """
    }

    /// As wide as it must be to be read; the table below says the same.
    private var chart: HTML {
        """
        <section class="card"><div class="scroll plain" tabindex="0" role="region" aria-label="Chart">\
        \(HTML(markup: ReportChart(report, table).element))</div></section>
        """
    }

    private var form: HTML {
        let windows = Self.windows(of: report).map {
            Parts.option(String($0), "\($0) days", isSelected: $0 == scope.days)
        }
        let limits = Self.limits.map { Parts.option(String($0), String($0), isSelected: $0 == scope.limit) }
        let communities =
            [Parts.option("", "all", isSelected: scope.tenant == nil)]
            + tenants.map {
                Parts.option($0, $0, isSelected: $0 == scope.tenant)
            }
        return """
            <form class="card" method="get" action="\(Self.path(report))"><div class="filters">
            <div>\(Parts.select("days", label: "Window", options: windows))</div>
            <div>\(Parts.select("tenant", label: "Community", options: communities))</div>
            <div>\(Parts.input("as_of", label: "As of (day)", value: asOf, type: "date"))</div>
            <div>\(Parts.select("limit", label: "Rows", options: limits))</div><button class="plain">Show</button></div></form>
            """
    }

    /// A report on revenue says so where no attribute holds any.
    private var lacking: HTML {
        let needed = table.columns.contains("revenue") && scope.revenueColumn == nil
        guard needed else { return "" }
        return """
            <p class="notice warn">No number attribute of accounts is called \(ReportScope.revenueNames.prefix(3).joined(separator: ", ")) or the like, so \
            revenue is unknown. Declare one and map it from Salesforce under <a href="/mapping">Mapped Fields</a>.</p>
            """
    }

    private var figures: HTML {
        let account = table.columns.firstIndex(of: "account")
        let accountID = table.columns.firstIndex(of: "account_id")
        let shown = table.columns.indices.filter { $0 != accountID || account == nil }
        let isNumber = table.columns.indices.map { column in
            table.rows.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
                && table.rows.contains { !$0[column].isEmpty }
        }
        let rows = table.rows.map { row -> HTML in
            let cells = shown.map { column -> HTML in
                if column == account, let accountID, !row[accountID].isEmpty {
                    return "<td><a href=\"\(Words.path(.account, row[accountID]))\">\(row[column])</a></td>"
                }
                guard isNumber[column] else { return Self.cell(row[column]) }
                return "<td class=\"number\">\(Double(row[column]).map { Figures.value($0) } ?? "—")</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        let head = shown.map { Parts.heading(Self.words(table.columns[$0]), isNumber: isNumber[$0]) }
        return """
            <p class="row between"><span>\(Figures.grouped(table.rows.count)) \(table.rows.count == 1 ? "row" : "rows")\(cut), \(moment)</span><a href="\(Self.path(report))/csv\(address)">Download as CSV</a></p>
            \(Parts.table(report.title, head: head, rows: rows))
            """
    }

    /// Of a long list the first, and the rest when asked for.
    private static func cell(_ text: String) -> HTML {
        let parts = text.count > longest ? text.split(separator: "; ") : []
        guard parts.count > 2 else { return "<td\(" class=\"text\"", when: text.contains(" "))>\(text)</td>" }
        return """
            <td class="text"><details><summary>\(parts[0]) and \(parts.count - 1) more</summary>\(parts.dropFirst().joined(separator: "; "))</details></td>
            """
    }

    /// So many characters stand in two lines.
    private static let longest = 60

    /// Whether more rows were there than were asked for.
    private var cut: String {
        report.chart.series == nil && table.rows.count >= scope.limit ? " (the first)" : ""
    }

    /// The day from which the report looks back, and when it did.
    private var moment: HTML {
        let day = (table.day ?? scope.now.dayInUTC).text
        let counted: HTML = countedAt.map { ", counted \(Figures.time($0))" } ?? ""
        return "as of \(day)\(counted)"
    }

    private static func words(_ column: String) -> String {
        let words = column.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private var address: String {
        var values = FormValues()
        values.add("days", String(scope.days))
        values.add("limit", String(scope.limit))
        if let tenant = scope.tenant { values.add("tenant", tenant) }
        if let asOf { values.add("as_of", asOf) }
        return values.query
    }
}
