import Domain

/// Gives members a role of their community or takes it away, and takes such a run back.
struct RoleStage: Sendable {
    let communities: [ConnectedCommunity]
    let store: any CommunityInsight & Journal
    let clock: @Sendable () -> Instant

    /// Each change is on record before the next is asked for, so that whatever happens can be taken back; the first one
    /// that is refused ends the run.
    func run(_ changes: [RoleChange], in run: RunNumber, undoing earlier: RunNumber? = nil) async throws -> StageReport
    {
        var report = StageReport(stage: .audience, entity: nil)
        report["changed"] = 0
        for (tenant, some) in Dictionary(grouping: changes, by: \.member.tenant).sorted(by: { $0.key < $1.key }) {
            guard let connected = communities.first(where: { $0.tenant == tenant }) else {
                throw PlainError("The community \(tenant) is not connected. Run `crosswalk connect community` first.")
            }
            let community = try await connected.open()
            for change in some {
                do {
                    try await community.setRole(change.role, of: change.member.id, granted: change.isGranted)
                } catch let error as any RemediableError where error.remedy == .skipRecord {
                    report["gone"] += 1
                    report.failures += 1
                    try await store.append([Self.gone(change, error.advice)], to: run)
                    continue
                } catch let error as any RemediableError {
                    report.problem = error.advice
                    report.failures += 1
                    return report
                }
                if let earlier {
                    try await store.noteUndone([change.reversed], of: earlier, in: run, at: clock())
                } else {
                    try await store.noteRoleChanges(
                        [change.member], role: change.role, granted: change.isGranted, in: run, at: clock())
                }
                report["changed"] += 1
            }
        }
        return report
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
