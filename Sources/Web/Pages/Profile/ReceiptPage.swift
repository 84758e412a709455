import Domain

/// How one KPI of one account came about: the rule, the days, and who was counted.
struct ReceiptPage: Sendable {
    var receipt: KPIReceipt
    var name: String

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> ReceiptPage? {
        let id = visit.parameters["id"] ?? ""
        guard let kpi = visit.parameters["kpi"].flatMap(KPI.named),
            let day = try await sources.store.measuredDay(visit.query["as_of"].flatMap { Day($0) }),
            let profile = try await sources.store.profile(of: .account, id: id)
        else { return nil }
        let feature = visit.query.text("feature")
        guard !kpi.isPerFeature || feature != nil else { return nil }
        let configuration = try await sources.host.configuration()
        guard let zone = WorkspaceZone(named: configuration.workspace.timeZone) else { return nil }
        let receipt = try await sources.store.receipt(for: kpi, account: id, feature: feature, asOf: day, zone: zone)
        return ReceiptPage(receipt: receipt, name: profile["name"].text)
    }

    var answer: PageAnswer {
        .page(title: "\(receipt.kpi.name): \(Figures.value(receipt.value))", place: .accounts, content: html)
    }

    var html: HTML {
        """
        <p><a href="\(Words.path(.account, receipt.account))">\(name.isEmpty ? receipt.account : name)</a>\(receipt.feature.map { ", feature \($0)" } ?? "")</p>
        <section class="card"><h2>The rule</h2><p>\(receipt.kpi.formula)</p>
        <dl class="pairs"><dt>Value</dt><dd><b>\(Figures.value(receipt.value))</b> \(receipt.value == nil ? "" : receipt.kpi.unit.rawValue)</dd>
        <dt>As of</dt><dd>\(receipt.asOf.text), whose own events do not count</dd><dt>Days in</dt><dd>\(receipt.zone)</dd>
        <dt>Also called</dt><dd>\(receipt.kpi.labels.isEmpty ? "—" : receipt.kpi.labels.joined(separator: ", "))</dd></dl></section>
        \(part("What was counted", receipt.current))
        \(receipt.previous.map { part("What was counted in the period before", $0) })
        """
    }

    /// So many contributors are listed; the rest is a number.
    private static let listed = 500

    private func part(_ title: String, _ part: KPIReceipt.Part) -> HTML {
        let days: HTML =
            part.days.map {
                "<p class=\"soft\">from \($0.lowerBound.text) to \($0.upperBound.advanced(by: -1).text), both included: \(Figures.value(part.value))</p>"
            } ?? ""
        return
            "<section class=\"card\"><h2>\(title)</h2>\(days)\(users(part.users))\(responses(part.responses))\(engagements(part.engagements))\(nothing(part))</section>"
    }

    private func users(_ users: [KPIReceipt.ActiveUser]) -> HTML {
        guard !users.isEmpty else { return "" }
        let rows = users.prefix(Self.listed).map { user -> HTML in
            """
            <tr><th scope="row"><a href="\(Words.path(.user, user.id))">\(user.id)</a></th><td class="number">\(user.days.count)</td>
            <td>\(user.days.last?.text)</td></tr>
            """
        }
        return Parts.table(
            "Users who count",
            head: [Parts.heading("User"), Parts.heading("Days", isNumber: true), Parts.heading("Last of them")],
            rows: rows) + rest(users.count)
    }

    private func responses(_ responses: [KPIReceipt.Response]) -> HTML {
        guard !responses.isEmpty else { return "" }
        let rows = responses.prefix(Self.listed).map { response -> HTML in
            """
            <tr><th scope="row">\(response.id)</th><td>\(response.user ?? "—")</td><td>\(Figures.time(response.at))</td>
            <td class="number">\(response.score)</td></tr>
            """
        }
        return Parts.table(
            "Responses that count",
            head: [
                Parts.heading("Response"), Parts.heading("User"), Parts.heading("At"),
                Parts.heading("Score", isNumber: true),
            ],
            rows: rows) + rest(responses.count)
    }

    private func engagements(_ engagements: [KPIReceipt.Engagement]) -> HTML {
        guard !engagements.isEmpty else { return "" }
        let rows = engagements.prefix(Self.listed).map { engagement -> HTML in
            """
            <tr><th scope="row">\(engagement.id)</th><td>\(engagement.state ?? "—")</td><td>\(engagement.viewers.prefix(5).joined(separator: ", "))\(engagement.viewers.count > 5 ? " …" : "")</td></tr>
            """
        }
        return Parts.table(
            "Engagements that count", head: ["Engagement", "State", "Viewed by"].map { Parts.heading($0) }, rows: rows)
            + rest(engagements.count)
    }

    private func rest(_ count: Int) -> HTML {
        count > Self.listed ? "<p>… and \(Figures.grouped(count - Self.listed)) more.</p>" : ""
    }

    private func nothing(_ part: KPIReceipt.Part) -> HTML {
        part.users.isEmpty && part.responses.isEmpty && part.engagements.isEmpty ? "<p>Nothing was counted.</p>" : ""
    }
}
