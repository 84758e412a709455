import Domain
import SyncEngine

/// The connections as cards: whether they work, when they last did, what comes next, and what to do.
struct IntegrationsPage: Sendable {
    var settings: SalesforceSettings
    var status: ConnectionStatus?
    var isConnected: Bool
    var quota: SalesforceQuota?
    var next: [Timetable.Slot]
    var lastRun: RunSummary?
    var coverage: [LinkCoverage]
    var communities: [CommunityCard] = []
    var members = MemberCoverage()
    var progress: StageProgress?
    var isRunning: Bool
    var keepsSchedule: Bool
    var warning: String?
    var mayEdit: Bool
    var mayAdminister: Bool
    var token: HTML
    var now: Instant

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> IntegrationsPage {
        var status = try await sources.store.connection("salesforce")
        var isConnected = true
        var quota: SalesforceQuota?
        do {
            let salesforce = try await sources.host.salesforce()
            isConnected = salesforce != nil
            quota = try await sources.memory.quota(now: visit.now) { try await salesforce?.quota() }
        } catch let error as any RemediableError {
            // An org that cannot be asked is what the card is about to say.
            status = ConnectionStatus(
                isUp: false, reason: error.advice, lastSuccess: status?.lastSuccess, lastError: error.advice,
                recordsProcessed: status?.recordsProcessed ?? 0)
        }
        return try await IntegrationsPage(visit, sources, status, isConnected: isConnected, quota: quota)
    }

    private init(
        _ visit: PageVisit, _ sources: PageSources, _ status: ConnectionStatus?, isConnected: Bool,
        quota: SalesforceQuota?
    ) async throws {
        let configuration = try await sources.host.configuration()
        let timetable = Timetable(configuration.schedule)
        settings = configuration.salesforce
        self.status = status
        self.isConnected = isConnected
        self.quota = quota
        next = timetable.upcoming(after: visit.now)
        lastRun = try await sources.store.runs(limit: 1, before: nil).first
        coverage = [
            try await sources.coverage(of: .account), try await sources.coverage(of: .user),
        ]
        if !configuration.community.connections.isEmpty {
            communities = try await CommunityCard.load(visit, sources, allowsOld: true).filter { $0.host != nil }
            members = try await sources.memberCoverage(now: visit.now, allowsOld: true)
        }
        progress = await sources.host.progress()
        isRunning = await sources.host.isRunning()
        keepsSchedule = sources.host.keepsSchedule
        warning = keepsSchedule ? timetable.warning : nil
        mayEdit = visit.mayEdit
        mayAdminister = visit.mayAdminister
        token = visit.token
        now = visit.now
    }

    var html: HTML {
        """
        <p class="soft">Where records come from, and where KPIs go. A synchronization fetches, matches, maps, measures \
        and pushes, in this order; communities are read and their members associated on the way.</p>
        <div class="cards wide">\(salesforceCard)\(coverageCard)\(communities.map(card))</div>
        """
    }

    private var salesforceCard: HTML {
        """
        <section class="card" aria-labelledby="sf">
        <div class="row between"><h2 id="sf">Salesforce</h2>\(state)</div>
        <p class="mono soft break">\(settings.loginURL)</p>
        \(reason)
        <dl class="pairs">
        <dt>Last sync</dt><dd>\(lastSync)</dd>
        \(lastRunLine)
        <dt>Next run</dt><dd>\(nextRun)</dd>
        <dt>Records processed</dt><dd>\(Figures.grouped(status?.recordsProcessed ?? 0))</dd>
        \(quotaLine)
        </dl>
        \(progressPart)
        <div class="row actions">\(actions)</div>
        \(warning.map { "<p class=\"notice warn\">\($0) <a href=\"/timeline\">See the timeline</a></p>" as HTML })
        </section>
        """
    }

    /// A community's own card; a synchronization of all reads it too.
    private func card(_ community: CommunityCard) -> HTML {
        let synchronize: HTML = """
            <form method="post" action="/synchronize">\(token)<input type="hidden" name="stages" value="community">\
            <input type="hidden" name="stages" value="associate">\
            <button class="plain"\(" disabled", if: isRunning)>Read and associate<span class="hidden"> \(community.tenant.name)</span></button></form>
            """
        let slot = next.first { $0.step == .fetch }
        let time: HTML =
            if keepsSchedule, let slot {
                "\(Figures.time(slot.time)) <span class=\"soft\">(\(Figures.distance(of: slot.time, from: now)))</span>"
            } else {
                "with the next synchronization"
            }
        return community.html(
            members, now: now, next: "<dt>Next read</dt><dd>\(time)</dd>",
            actions: """
                \(mayEdit ? synchronize : "")<a class="button plain" href="/community">Community Management</a>
                <a class="button plain" href="/steward">Data Steward</a>
                """)
    }

    private var state: HTML {
        guard isConnected else { return Parts.pill("Not connected") }
        guard let status else { return Parts.pill("Connected, not synchronized yet") }
        return status.isUp ? Parts.pill("Up", "good") : Parts.pill("Down", "bad")
    }

    private var reason: HTML {
        guard isConnected else {
            return """
                <p class="notice">No org is connected yet. Authorize once; mappings, rules and bookmarks are kept \
                whatever happens to the connection.</p>
                """
        }
        guard let reason = status?.reason else { return "" }
        return "<p class=\"notice \(status?.isUp == false ? "bad" : "warn")\">\(reason)</p>"
    }

    private var lastSync: HTML {
        guard let last = status?.lastSuccess else { return "never" }
        return "\(Figures.time(last)) <span class=\"soft\">(\(Figures.distance(of: last, from: now)))</span>"
    }

    private var nextRun: HTML {
        guard keepsSchedule else { return "when you press Synchronize: this server leaves the schedule alone" }
        guard let slot = next.first else { return "nothing is scheduled" }
        return """
            \(slot.step.rawValue) at \(Figures.time(slot.time)) <span class="soft">(\(Figures.distance(of: slot.time, from: now)))</span>
            """
    }

    private var quotaLine: HTML {
        guard let quota else { return "" }
        return """
            <dt>API requests today</dt><dd>\(Figures.grouped(quota.used)) of \(Figures.grouped(quota.limit))
            <meter min="0" max="\(quota.limit)" high="\(Int(Double(quota.limit) * (1 - settings.quotaReserve)))" \
            value="\(quota.used)" aria-label="API requests used today"></meter>
            <small>runs pause at \(Figures.percent(1 - settings.quotaReserve)), the rest is left for others</small></dd>
            """
    }

    private var progressPart: HTML {
        guard isRunning else { return "<div data-progress hidden></div>" }
        let words = progress.map { Self.words($0) } ?? "starting"
        let bar: HTML =
            if let progress, let total = progress.total, total > 0 {
                "<progress max=\"\(total)\" value=\"\(min(progress.done, total))\" aria-label=\"Progress\"></progress>"
            } else {
                "<progress aria-label=\"Progress\"></progress>"
            }
        return """
            <div data-progress class="progress" role="status"><p>Synchronizing: <span data-words>\(words)</span></p>\(bar)
            <p class="soft"><a href="/">Look again</a></p></div>
            """
    }

    static func words(_ progress: StageProgress) -> String {
        let total = progress.total.map { " of \(Figures.grouped($0))" } ?? ""
        return "\(Words.stage(progress.stage, progress.entity).lowercased()), \(Figures.grouped(progress.done))\(total)"
    }

    private var actions: HTML {
        let synchronize: HTML = """
            <form method="post" action="/synchronize">\(token)<button\(" disabled", if: !isConnected || isRunning)>Synchronize</button></form>
            """
        let authorize: HTML = """
            <form method="post" action="/authorize">\(token)<button class="plain">Authorize</button></form>
            """
        return """
            \(mayEdit ? synchronize : "")\(mayAdminister ? authorize : "")
            <a class="button plain" href="/mapping">Map Fields</a>
            <a class="button plain" href="/settings/configuration">Settings</a>
            """
    }

    private var coverageCard: HTML {
        """
        <section class="card" aria-labelledby="coverage">
        <h2 id="coverage">Links</h2>
        \(coverage.map(CoveragePart.html))
        <div class="row actions"><a class="button plain" href="/matching">Matching Logic</a>
        <a class="button plain" href="/runs/ambiguous">Work off ambiguities</a></div>
        </section>
        """
    }

    private var lastRunLine: HTML {
        guard let run = lastRun else { return "" }
        return """
            <dt>Last run</dt><dd><a href="/runs/\(run.number.value)">Run \(run.number.value)</a> \(Words.status(run.status))
            <small>\(run.reason ?? RunsPage.summary(run))</small></dd>
            """
    }
}
