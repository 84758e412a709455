import Domain

extension PageSources {
    /// The moment from which windows look back: now, or where sample data ends.
    func lookingBack(from now: Instant) -> Instant { host.asOf?.start ?? now }

    func memberCoverage(
        revenueColumn: String? = nil, now: Instant, allowsOld: Bool = false
    ) async throws -> MemberCoverage {
        let known = try await memory.community(
            "coverage \(revenueColumn ?? "")", key: try await moment(now), now: now, allowsOld: allowsOld
        ) {
            .coverage(try await store.coverage(revenueColumn: revenueColumn, now: lookingBack(from: now)))
        }
        let day = Day(number: Int32(lookingBack(from: now).milliseconds / 86_400_000))
        guard case .coverage(let rows) = known.answer else { return MemberCoverage(rows: [], asOf: day) }
        return MemberCoverage(rows: rows, asOf: day, countedAt: known.at)
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
        let known = try await memory.community("domains", key: try await moment(now), now: now) {
            .domains(try await store.unresolvedDomains(limit: 200, now: lookingBack(from: now)))
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
        let known = try await memory.community(
            "\(report.rawValue) \(rest)", key: "\(try await moment(now)) \(try await moment(scope.now))", now: now
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

extension Day {
    /// Midnight in UTC at which the day begins.
    var start: Instant { Instant(milliseconds: Int64(number) * 86_400_000) }
}
