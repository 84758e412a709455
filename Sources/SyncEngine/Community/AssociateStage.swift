package import Domain

/// Finds the account of every member whom a change concerns, and writes the links that differ (D§17.1).
///
/// It links and does nothing else: no person and no place of a person at an account is ever created here.
package struct AssociateStage: Sendable {
    let store: any AssociationStore
    /// Members in one transaction.
    let batch = 20_000

    package init(store: any AssociationStore) {
        self.store = store
    }

    package struct Report: Sendable {
        package var looked = 0
        package var counts = AssociationCounts()
        /// By rule, then the decisions without an account, of the members looked at.
        package var decisions: [String: Int] = [:]
    }

    package func run(
        _ configuration: HubConfiguration, run: RunNumber, at now: Instant,
        report progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Report {
        let rules = configuration.community.match
        let reach = try await store.gatherIdentity(IdentitySettings(configuration))
        var report = Report()
        if reach.members?.isEmpty != true {
            let input = try await store.associationScene(reach, rules: rules)
            let associator = input.associator(
                rules: rules, providers: MailProviders(changes: configuration.freeMail))
            let decisions = await associator.decideSideBySide(input.members)
            report.looked = input.members.count
            for start in stride(from: 0, to: input.members.count, by: batch) {
                let part = start..<min(start + batch, input.members.count)
                let links = Self.links(associator, input.members, part, decisions)
                for link in links {
                    report.decisions[link.account == nil ? link.verdict.name : link.rule ?? "", default: 0] += 1
                }
                report.counts += try await store.write(links, rules: rules, in: run, at: now)
                progress(part.upperBound, input.members.count)
            }
        }
        try await store.finishAssociation(reach, in: run, at: now)
        return report
    }

    /// The stage of a run: its counts are of the members looked at.
    func run(_ context: RunContext) async throws -> StageReport {
        let done = try await run(context.configuration, run: context.run, at: context.startedAt) {
            context.report(StageProgress(stage: .associate, entity: nil, done: $0, total: $1))
        }
        var report = StageReport(stage: .associate, entity: nil)
        report["looked at"] = done.looked
        for rule in context.configuration.community.match.map(\.rawValue) + ["manual"] {
            report["by \(rule)"] = done.decisions[rule] ?? 0
        }
        report["ambiguous"] = done.decisions["ambiguous"] ?? 0
        report["excluded"] = done.decisions["excluded"] ?? 0
        report["unresolved"] = done.decisions["unmatched"] ?? 0
        report["newly linked"] = done.counts.linked
        report["re-pointed"] = done.counts.relinked
        report["unlinked"] = done.counts.unlinked
        return report
    }

    package static func links(
        _ associator: Associator, _ members: AssociationMembers, _ part: Range<Int>, _ decisions: AssociationDecisions
    ) -> [MemberLink] {
        var spelled = MemberLinks(associator)
        return part.map { row in spelled.link(decisions[row], of: row, in: members) }
    }
}
