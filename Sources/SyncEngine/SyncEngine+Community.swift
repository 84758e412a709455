package import Domain

extension SyncEngine {
    /// Gives product users without an account the one that the ways of the community find for them.
    package func associateUsers(configuration: HubConfiguration, trigger: RunTrigger) async throws -> RunReport {
        try await run([.associate], configuration, trigger) { context in
            try await UserAssociation(store: store).run(context)
        }
    }

    /// Gives members a role of their community or takes it away, as a run that can be undone.
    package func change(
        roles changes: [RoleChange], configuration: HubConfiguration, trigger: RunTrigger
    ) async throws -> RunReport {
        try await run([.audience], configuration, trigger) { context in
            try await RoleStage(communities: communities, store: store, clock: clock).run(changes, in: context.run)
        }
    }

    /// The stages of a request that there is something for.
    ///
    /// Communities' stages are left out while no community is connected and there is no member, those that want
    /// Salesforce while only a community is connected; a stage that is asked for by itself is never left out.
    func possible(_ request: RunRequest) async throws -> [StageName] {
        let others = request.stages.filter { !$0.isOfCommunity }
        guard !others.isEmpty, others.count < request.stages.count else { return request.stages }
        guard communities.isEmpty else {
            return salesforce == nil
                ? request.stages.filter { $0.isOfCommunity || $0 == .measure } : request.stages
        }
        let hasMembers = try await store.hasMembers()
        return request.stages.filter { !$0.isOfCommunity || ($0 == .associate && hasMembers) }
    }

    /// What of a community's run can be taken back, or a sentence why nothing can.
    func undoCommunity(_ stage: StageName, of run: RunNumber, _ context: RunContext) async throws -> StageReport {
        guard stage == .associate else {
            return try await RoleStage(communities: communities, store: store, clock: clock).undo(
                run, in: context.run)
        }
        var report = StageReport(stage: .associate, entity: .user)
        report["undone"] = try await store.unplace(run: run, in: context.run)
        return report
    }

    /// The stages of a run that an undo can give back.
    func undoable(_ known: RunSummary) async throws -> [StageName] {
        var stages: [StageName] = []
        if try await isTold(known), try await store.hasMapped(in: known.number) { stages.append(.map) }
        if try await store.hasWritten(in: known.number) { stages.append(.push) }
        if try await !store.roleChanges(of: known.number).isEmpty { stages.append(.audience) }
        if try await store.placements(of: known.number) > 0 { stages.append(.associate) }
        return stages
    }

    /// Why an undo of a run would give nothing back; nothing where it would give something.
    package func whyNothingIsUndone(of known: RunSummary) async throws -> String? {
        guard try await undoable(known).isEmpty else { return nil }
        guard try await isTold(known) || !known.stages.contains(.map) else {
            return "What run \(known.number) replaced is no longer known: it is older than journal.keep_outcomes in "
                + "crosswalk.yaml."
        }
        return known.whyNothingIsGivenBack
    }

    /// Whether the journal still has what became of each record.
    private func isTold(_ known: RunSummary) async throws -> Bool {
        known.number.value > (try await store.lastRunWithoutOutcomes()?.value ?? 0)
    }
}

extension RunSummary {
    fileprivate var whyNothingIsGivenBack: String {
        let ofUsers = stageRecords.contains { $0.stage == .associate && $0.entity == .user }
        if stages == [.audience] || ofUsers {
            return "Run \(number) has been taken back already, or changed nothing."
        }
        if stages.contains(.map) || stages.contains(.push) {
            return
                "Run \(number) replaced no value, or what it replaced has been given back or written over since, so "
                + "there is nothing to give back."
        }
        guard stages.contains(where: \.isOfCommunity) else {
            return "Run \(number) neither mapped nor pushed, so there is nothing to give back."
        }
        return
            "Run \(number) read communities or found members' accounts, and neither replaces a value of yours. Correct "
            + "a member with `crosswalk link community-user`, a domain with `crosswalk domains`, then associate again."
    }
}
