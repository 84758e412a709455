import Domain

extension PageSources {
    /// The moment from which windows look back: the start of the day asked for, or of the one at which sample data ends,
    /// in the workspace's zone; now otherwise.
    func lookingBack(from now: Instant, to day: Day? = nil) async throws -> Instant {
        guard let day = day ?? host.asOf else { return now }
        return try await zone().start(of: day)
    }

    func zone() async throws -> WorkspaceZone {
        WorkspaceZone(named: try await host.configuration().workspace.timeZone) ?? .utc
    }

    func memberCoverage(
        revenueColumn: String? = nil, now: Instant, allowsOld: Bool = false
    ) async throws -> MemberCoverage {
        let zone = try await zone()
        let end = try await lookingBack(from: now)
        let known = try await memory.community(
            "coverage \(revenueColumn ?? "") \(zone.name)", key: try await moment(now), now: now, allowsOld: allowsOld
        ) {
            .coverage(try await store.coverage(revenueColumn: revenueColumn, now: end, zone: zone))
        }
        guard case .coverage(let counts) = known.answer else { return MemberCoverage(asOf: zone.day(of: end)) }
        return MemberCoverage(counts: counts, asOf: zone.day(of: end), countedAt: known.at)
    }

    /// A tenant that has come since the last run is counted at once.
    func tenants(now: Instant, allowsOld: Bool = false) async throws -> [CommunityTenant] {
        let key = try await (store.tenantNames() + [moment(now)]).joined(separator: "\n")
        let known = try await memory.community("tenants", key: key, now: now, allowsOld: allowsOld) {
            .tenants(try await store.tenants())
        }
        guard case .tenants(let tenants) = known.answer else { return [] }
        return tenants
    }

    private static var mostRefusals: Int { 10_000 }

    /// As many of them as pages and lists show at most.
    func openDomains(now: Instant) async throws -> OpenDomains { try await openDomainsCounted(now: now).open }

    /// The same, and when it was worked out.
    func openDomainsCounted(now: Instant) async throws -> (open: OpenDomains, at: Instant) {
        let end = try await lookingBack(from: now)
        let providers = MailProviders(changes: try await host.configuration().freeMail)
        let known = try await memory.community("domains", key: try await moment(now), now: now) {
            .domains(try await store.unresolvedDomains(limit: 200, providers: providers, now: end))
        }
        guard case .domains(let open) = known.answer else { return (OpenDomains(), known.at) }
        // What was ruled out since is left out at once.
        let refusals = try await store.refusals(
            ofDomains: open.domains.map(\.domain), after: nil, limit: Self.mostRefusals)
        return (open.without(refusals), known.at)
    }

    /// A report, and when it was worked out.
    func report(
        _ report: CommunityReport, _ scope: ReportScope, now: Instant
    ) async throws -> (table: ReportTable, at: Instant) {
        var rest = scope
        rest.now = Instant(milliseconds: 0)
        rest.zone = .utc
        let known = try await memory.community(
            "\(report.rawValue) \(scope.zone.name) \(rest)",
            key: "\(try await moment(now)) \(try await moment(scope.now))", now: now
        ) {
            .report(try await store.report(report, scope))
        }
        guard case .report(let table) = known.answer else { return (ReportTable(columns: [], rows: []), known.at) }
        return (table, known.at)
    }

    /// Windows of days move with time, but nobody minds an hour; with a million members such a question takes seconds.
    private func moment(_ now: Instant) async throws -> String {
        "\(try await lastStage()) \(now.milliseconds / 3_600_000)"
    }
}
