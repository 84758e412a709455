import Domain

/// An account's KPIs by group, each value a link to how it came about.
struct AccountKPIsPart: Sendable {
    let account: String
    let measured: [KPIMeasurement]
    let activity: DailyUsers?

    var html: HTML {
        guard let newest = measured.first else {
            return
                "<section class=\"card\"><h2>KPIs</h2><p>Nothing has been measured for this account yet.</p></section>"
        }
        return """
            <section class="card"><div class="row between"><h2>KPIs</h2><span class="soft">as of \(newest.asOf.text), the day itself not counted</span></div>
            \(chart)
            \(table(newest, "Active users", .activeUsers))
            \(table(newest, "NPS score", .npsScore))
            \(table(newest, "NPS responses", .npsResponses))
            <dl class="pairs">\(single(newest, "engagements_active", "Active engagements viewed"))\(single(newest, "engagements_total", "Engagements viewed"))</dl>
            \(features(newest))
            </section>
            """
    }

    private var chart: HTML {
        guard let activity else { return "" }
        return DayBars(first: activity.first, counts: activity.counts, label: "Active users per day").html
    }

    private func table(_ newest: KPIMeasurement, _ title: String, _ measure: KPI.Measure) -> HTML {
        let isSilent = KPI.all.allSatisfy { $0.measure != measure || newest.values[$0.name] ?? 0 == 0 }
        if measure != .activeUsers, isSilent {
            return measure == .npsScore ? "" : "<p>No NPS responses in any window.</p>"
        }
        let rows = KPIWindow.allCases.map { window -> HTML in
            let some = KPI.all.filter { $0.measure == measure && $0.window == window }
            let cells = [KPI.Aspect.current, .previous, .change].map { aspect -> HTML in
                guard let kpi = some.first(where: { $0.aspect == aspect }) else { return "<td></td>" }
                return "<td class=\"number\">\(link(kpi, newest.values[kpi.name]))</td>"
            }
            let line = some.first.map { kpi in
                Sparkline(
                    values: measured.reversed().compactMap { $0.values[kpi.name] },
                    label: "\(title), \(window.words), over \(measured.count) measurings"
                ).html
            }
            return "<tr><th scope=\"row\">\(Words.window(window))</th>\(cells)<td>\(line)</td></tr>"
        }
        return Parts.table(
            title,
            head: [
                Parts.heading(title), Parts.heading("Now", isNumber: true), Parts.heading("Before", isNumber: true),
                Parts.heading(measure == .npsScore ? "Change, points" : "Change, %", isNumber: true),
                Parts.heading("Course"),
            ],
            rows: rows)
    }

    private func single(_ newest: KPIMeasurement, _ name: String, _ title: String) -> HTML {
        guard let kpi = KPI.named(name) else { return "" }
        return "<dt>\(title)</dt><dd>\(link(kpi, newest.values[name]))</dd>"
    }

    private func features(_ newest: KPIMeasurement) -> HTML {
        guard !newest.features.isEmpty else { return "" }
        let shown = ["feature_users_7d", "feature_users_30d", "feature_users_90d", "feature_users_30d_change"]
            .compactMap(KPI.named)
        let rows = newest.features.map { feature -> HTML in
            let cells = shown.map {
                "<td class=\"number\">\(link($0, feature.values[$0.name], feature: feature.id))</td>" as HTML
            }
            return "<tr><th scope=\"row\">\(Words.name(feature.id))</th>\(cells)</tr>"
        }
        return Parts.table(
            "Users by feature",
            head: [
                Parts.heading("Feature"), Parts.heading("7 days", isNumber: true),
                Parts.heading("30 days", isNumber: true),
                Parts.heading("90 days", isNumber: true), Parts.heading("30 days, change %", isNumber: true),
            ], rows: rows)
    }

    private func link(_ kpi: KPI, _ value: Double?, feature: String? = nil) -> HTML {
        let query = feature.map { "?feature=" + escapedForURL($0) } ?? ""
        return
            "<a href=\"\(Words.path(.account, account))/kpis/\(kpi.name)\(query)\" title=\"How this came about\">\(Figures.value(value))</a>"
    }
}
