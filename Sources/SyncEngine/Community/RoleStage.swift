import Domain

/// Gives members a role of their community or takes it away, and takes such a run back.
///
/// Each change is on record before it is asked for: whatever happens, it is known what may have been made. What a run
/// left open, because it was killed or got no answer, the next one asks the platform about before it does anything.
struct RoleStage: Sendable {
    let communities: [ConnectedCommunity]
    let store: any CommunityInsight & Journal
    let clock: @Sendable () -> Instant

    /// The first change that is refused, or that nobody answers, ends the run.
    func run(_ changes: [RoleChange], in run: RunNumber) async throws -> StageReport {
        var report = StageReport(stage: .audience, entity: nil)
        report["changed"] = 0
        for (tenant, some) in Self.byTenant(changes) {
            guard report.problem == nil else { break }
            try await make(some, of: tenant, in: run, undoing: nil, &report)
        }
        return report
    }

    /// Takes back what a run changed.
    func undo(_ earlier: RunNumber, in run: RunNumber) async throws -> StageReport {
        var report = StageReport(stage: .audience, entity: nil)
        report["changed"] = 0
        for (tenant, _) in Self.byTenant(try await store.roleChanges(of: earlier)) {
            guard report.problem == nil else { break }
            try await make([], of: tenant, in: run, undoing: earlier, &report)
        }
        return report
    }

    private static func byTenant(_ changes: [RoleChange]) -> [(tenant: String, changes: [RoleChange])] {
        Dictionary(grouping: changes, by: \.member.tenant).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// - Parameter earlier: the run that is taken back; what it changed is known once its open changes are settled.
    private func make(
        _ wanted: [RoleChange], of tenant: String, in run: RunNumber, undoing earlier: RunNumber?,
        _ report: inout StageReport
    ) async throws {
        guard let connected = communities.first(where: { $0.tenant == tenant }) else {
            throw PlainError("The community \(tenant) is not connected. Run `crosswalk connect community` first.")
        }
        do {
            let community = try await connected.open()
            try await settleOpen(of: community)
            var changes = wanted
            if let earlier {
                changes = try await store.roleChanges(of: earlier).filter { $0.member.tenant == tenant }.map(\.reversed)
            }
            for change in changes { try await make(change, at: community, in: run, undoing: earlier, &report) }
        } catch let error as any RemediableError {
            try Task.checkCancellation()
            report.problem = error.advice
            report.failures += 1
        }
    }

    private func make(
        _ change: RoleChange, at community: any Community, in run: RunNumber, undoing earlier: RunNumber?,
        _ report: inout StageReport
    ) async throws {
        try await store.intend(change, in: run, undoing: earlier, at: clock())
        do {
            try await community.setRole(change.role, of: change.member.id, granted: change.isGranted)
        } catch let error as any RemediableError where error.remedy == .skipRecord {
            try await store.settle(change, in: run, wasMade: false)
            report["gone"] += 1
            report.failures += 1
            return try await store.append([Self.gone(change, error.advice)], to: run)
        } catch let error as any RemediableError where error.remedy == .failRun {
            // Refused, and so not made; who is already as the change wants them needs none, and an undo is through.
            let isSo = try await Self.stands(change, at: community)
            try await store.settle(change, in: run, wasMade: isSo && earlier != nil)
            guard isSo else { throw error }
            report["already so"] += 1
            return
        }
        try await store.settle(change, in: run, wasMade: true)
        report["changed"] += 1
    }

    /// Asks the platform what became of the changes that nobody knows about.
    private func settleOpen(of community: any Community) async throws {
        for (change, run) in try await store.openRoleChanges(of: community.tenant) {
            try await store.settle(change, in: run, wasMade: try await Self.stands(change, at: community))
        }
    }

    /// Whether the platform has the member as the change wants them.
    private static func stands(_ change: RoleChange, at community: any Community) async throws -> Bool {
        let details = try await community.memberDetails([change.member.id])
        guard details.rowCount == 1 else { return false }
        let column = CommunityKind.users.columns.firstIndex { $0.name == "roles" } ?? 0
        let roles = details.string(row: 0, column: column).split(separator: ";").map(String.init)
        return roles.contains(change.role) == change.isGranted
    }

    private static func gone(_ change: RoleChange, _ advice: String) -> Outcome {
        Outcome(
            stage: .audience, entity: nil, record: "\(change.member)", code: .deletedUpstream, field: "roles",
            reason: advice)
    }
}

extension RoleChange {
    /// What takes it back.
    var reversed: RoleChange { RoleChange(member: member, role: role, isGranted: !isGranted) }
}
