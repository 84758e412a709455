import Domain

extension PageSources {
    /// The moment from which windows look back: now, or where sample data ends.
    func lookingBack(from now: Instant) -> Instant { host.asOf?.start ?? now }

    func memberCoverage(now: Instant) async throws -> MemberCoverage {
        let answer = try await memory.community("coverage", key: try await moment(now)) {
            .coverage(try await store.coverage(revenueColumn: nil, now: now))
        }
        guard case .coverage(let rows) = answer else { return MemberCoverage(rows: []) }
        return MemberCoverage(rows: rows)
    }

    func unresolvedDomains(limit: Int, now: Instant) async throws -> [UnresolvedDomain] {
        let answer = try await memory.community("domains \(limit)", key: try await moment(now)) {
            .domains(try await store.unresolvedDomains(limit: limit, now: now))
        }
        guard case .domains(let domains) = answer else { return [] }
        return domains
    }

    func unresolvedDomainCount() async throws -> Int {
        let answer = try await memory.community("open", key: try await lastStage()) {
            .count(try await store.unresolvedDomainCount())
        }
        guard case .count(let count) = answer else { return 0 }
        return count
    }

    func report(_ report: CommunityReport, _ scope: ReportScope) async throws -> ReportTable {
        var rest = scope
        rest.now = Instant(milliseconds: 0)
        let answer = try await memory.community("\(report.rawValue) \(rest)", key: try await moment(scope.now)) {
            .report(try await store.report(report, scope))
        }
        guard case .report(let table) = answer else { return ReportTable(columns: [], rows: []) }
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
