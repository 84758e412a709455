import Domain

extension PageSources {
    /// The moment from which windows look back: now, or where sample data ends.
    func lookingBack(from now: Instant) -> Instant { host.asOf?.start ?? now }

    func memberCoverage(revenueColumn: String? = nil, now: Instant) async throws -> MemberCoverage {
        let known = try await memory.community(
            "coverage \(revenueColumn ?? "")", key: try await moment(now), now: now
        ) {
            .coverage(try await store.coverage(revenueColumn: revenueColumn, now: lookingBack(from: now)))
        }
        guard case .coverage(let rows) = known.answer else { return MemberCoverage(rows: []) }
        return MemberCoverage(rows: rows, countedAt: known.at)
    }

    /// A tenant that has come since the last run is counted at once.
    func tenants(now: Instant) async throws -> [CommunityTenant] {
        let key = try await (store.tenantNames() + [moment(now)]).joined(separator: "\n")
        let known = try await memory.community("tenants", key: key, now: now) { .tenants(try await store.tenants()) }
        guard case .tenants(let tenants) = known.answer else { return [] }
        return tenants
    }

    /// As many of them as pages and lists show at most.
    func openDomains(now: Instant) async throws -> OpenDomains {
        let known = try await memory.community("domains", key: try await moment(now), now: now) {
            .domains(try await store.unresolvedDomains(limit: 200, now: lookingBack(from: now)))
        }
        guard case .domains(let open) = known.answer else { return OpenDomains() }
        return open
    }

    func report(_ report: CommunityReport, _ scope: ReportScope) async throws -> ReportTable {
        var rest = scope
        rest.now = Instant(milliseconds: 0)
        let known = try await memory.community(
            "\(report.rawValue) \(rest)", key: try await moment(scope.now), now: scope.now
        ) {
            .report(try await store.report(report, scope))
        }
        guard case .report(let table) = known.answer else { return ReportTable(columns: [], rows: []) }
        return table
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
