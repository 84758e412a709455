import Domain
import Hummingbird
import SyncEngine

/// Every page and every form's target: what shows it, and who may.
struct PageRoutes {
    private let hub: Hub

    init(hub: Hub) {
        self.hub = hub
    }

    var routes: [HubRoute] { salesforce + records + community + runs + settings }

    private var salesforce: [HubRoute] {
        [
            page("/") { visit, sources in
                .page(
                    title: "Integrations", place: .integrations,
                    content: try await IntegrationsPage.load(visit, sources).html)
            },
            action("/synchronize", "run.start") { visit, sources in
                let stages = visit.form.all("stages").compactMap(StageName.init)
                try await sources.host.synchronize(stages.isEmpty ? StageName.ofSync : stages)
                let back = visit.form["back"] == "/steward" ? "/steward" : "/"
                return .redirect(back, notice: .init(.plain, "Synchronizing has begun."))
            },
            page("/matching") { try await MatchingPage.load($0, $1).answer },
            action("/matching", nil) { visit, sources in
                if visit.form["act"] == "apply" { return try await MatchingPage.apply(visit, sources) }
                return try await .tried("/matching", visit.form) {
                    try await MatchingPage.whatIf(visit.form, visit, sources).answer
                }
            },
            page("/mapping") { try await MappingPage.load($0, $1).answer },
            action("/mapping", nil) { visit, sources in
                if visit.form["act"] == "apply" { return try await MappingPage.apply(visit, sources) }
                return try await .tried("/mapping", visit.form) {
                    try await MappingPage.tried(visit.form, visit, sources).answer
                }
            },
            page("/timeline") { try await TimelinePage.load($0, $1).answer },
            action("/timeline", nil, answer: TimelinePage.apply),
        ]
    }

    private var records: [HubRoute] {
        Entity.allCases.flatMap { entity -> [HubRoute] in
            let path = entity == .account ? "/accounts" : "/audience"
            return [
                page(path) { try await RecordsPage.load(entity, $0, $1).answer },
                page(path + ".csv") { try await RecordsFile.answer(entity, $0, $1) },
                page(path + "/{id}") { visit, sources in
                    try await ProfilePage.load(entity, visit, sources)?.answer
                        ?? .missing("\(entity.rawValue) with this id")
                },
                action(path + "/{id}/decide", "link.decide") { try await LinkDecision.take(entity, $0, $1) },
            ]
        } + [
            page("/accounts/{id}/kpis/{kpi}") { visit, sources in
                try await ReceiptPage.load(visit, sources)?.answer ?? .missing("such KPI, or it has not been measured")
            }
        ]
    }

    private var community: [HubRoute] {
        [
            page("/community") { try await CommunityPage.load($0, $1).answer },
            page("/community/members") { try await MembersPage.load($0, $1).answer },
            page("/community/members/{tenant}/{id}") { visit, sources in
                try await MemberProfilePage.load(visit, sources)?.answer ?? .missing("member with this id")
            },
            action(
                "/community/members/{tenant}/{id}/decide", "member.decide", answer: MemberProfilePage.decide),
            page("/community/log") { try await CommunityLogPage.load($0, $1).answer },
            page("/steward") { try await StewardPage.load($0, $1).answer },
            action("/steward", "domain.decide", answer: AssignmentPage.posted),
            page("/steward/several") { try await SeveralPage.load($0, $1).answer },
            page("/steward/domains") { try await DomainsPage.load($0, $1).answer },
            action("/steward/domains", "domain.take_back", answer: DomainsPage.unassign),
            page("/reports") { _, _ in ReportsPage.answer },
            page("/reports/{report}") { visit, sources in
                try await ReportPage.load(visit, sources)?.answer ?? .missing("report with this name")
            },
            page("/reports/{report}/csv") { visit, sources in
                try await ReportPage.load(visit, sources)?.file ?? .missing("report with this name")
            },
        ]
    }

    private var runs: [HubRoute] {
        [
            page("/runs") { try await RunsPage.load($0, $1).answer },
            page("/runs/preview") { try await PushPreviewPage.load($0, $1).answer },
            page("/runs/ambiguous") { try await AmbiguitiesPage.load($0, $1).answer },
            page("/runs/collisions") { try await CollisionsPage.load($0, $1).answer },
            action("/runs/collisions", "collision.choose", answer: CollisionsPage.choose),
            page("/runs/drift") { try await DriftPage.load($0, $1).answer },
            action("/runs/drift", "hold.lift", answer: DriftPage.lift),
            page("/runs/{run}") { visit, sources in
                try await RunPage.load(visit, sources)?.answer ?? .missing("run with this number")
            },
            action("/runs/{run}/undo", "run.undo") { visit, sources in
                let number = RunNumber(Int64(visit.parameters["run"] ?? "") ?? 0)
                try await sources.host.undo(number)
                return .redirect("/runs", notice: .init(.plain, "Undoing run \(number) has begun."))
            },
        ]
    }

    private var settings: [HubRoute] {
        [
            page("/settings") { try await WorkspacePage.load($0, $1).answer },
            action("/settings", nil, .admin, answer: WorkspacePage.apply),
            page("/settings/configuration") { try await ConfigurationPage.load($0, $1).answer },
            action("/settings/configuration", nil, .admin, answer: ConfigurationPage.posted),
        ]
    }

    private func page(
        _ path: String, _ answer: @escaping @Sendable (PageVisit, PageSources) async throws -> PageAnswer
    ) -> HubRoute {
        .page(path) { try await $0.send(try await answer($0.visit, sources(for: $0))) }
    }

    /// A form's target; what it changed goes into the audit log once it went well.
    ///
    /// - Parameter name: nothing where the configuration changes, which is noted with what changed in it.
    private func action(
        _ path: String, _ name: String?, _ role: Role = .editor,
        answer: @escaping @Sendable (PageVisit, PageSources) async throws -> PageAnswer
    ) -> HubRoute {
        .action(path, role) { context in
            let result = try await answer(try context.visit, sources(for: context))
            if let name, case .redirect(_, let notice) = result, notice?.kind != .bad {
                try await context.audit(name, subject: context.request.uri.path, detail: Self.said(context.form))
            }
            return try await context.send(result)
        }
    }

    /// What the form said, a field a line.
    private static func said(_ form: FormValues) -> String {
        form.pairs.filter { !["csrf", "back"].contains($0.name) && !$0.value.isEmpty }.prefix(12)
            .map { "\($0.name): \($0.value.prefix(200))" }.joined(separator: "\n")
    }

    private func sources(for context: WebContext) -> PageSources {
        PageSources(store: hub.store, host: HubPageHost(hub: hub, visitor: context.visitor), memory: hub.memory)
    }
}
