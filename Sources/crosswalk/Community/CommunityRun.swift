import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// One run of the community's stages from the command line, with its lines in journal and sync log.
struct CommunityRun {
    let composition: Composition
    let settings: Settings

    private var store: HubStore { composition.store }

    struct Report {
        var hasFailed = false
    }

    /// Tenants are read one after another; one that fails leaves the others alone.
    func run(tenants: [String], isWhole: Bool) async throws -> Report {
        let number = try await store.beginCommunityRun([.community, .associate], trigger: .commandLine, at: .present)
        var report = Report()
        var firstError: (any RemediableError)?
        for tenant in tenants {
            let started = Instant.present
            var counted = CommunityStage.Report()
            var problem: String?
            do {
                let stage = CommunityStage(community: try await composition.community(tenant), store: store)
                try await stage.run(number, at: started, isWhole: isWhole, into: &counted)
            } catch let error as any RemediableError {
                problem = error.advice
                firstError = firstError ?? error
                report.hasFailed = true
            }
            let entry = SyncLogEntry(
                run: number, stage: .community, tenant: tenant, startedAt: started, endedAt: .present,
                counts: counted.counts, firstError: problem)
            try await store.recordCommunity(entry, of: number)
            let parts = counted.counts.filter { $0.value > 0 }.map { "\(grouped($0.value)) \($0.name)" }
            say("\(tenant): \(parts.joined(separator: ", ")).")
            counted.notes.forEach { say("  ! \($0)") }
            if let problem { Console.complain("  \(problem)") }
        }
        try await associate(in: number)
        let status: RunStatus = report.hasFailed ? (tenants.count == 1 ? .failed : .doneWithFailures) : .done
        try await store.endRun(number, status: status, reason: firstError?.advice, at: .present)
        return report
    }

    func associate() async throws {
        let number = try await store.beginCommunityRun([.associate], trigger: .commandLine, at: .present)
        try await associate(in: number)
        try await store.endRun(number, status: .done, reason: nil, at: .present)
    }

    private func associate(in number: RunNumber) async throws {
        let started = Instant.present
        let report = try await AssociateStage(store: store).run(composition.configuration, run: number, at: started)
        var counts: [SyncLogEntry.StageCount] = [.init("looked at", report.looked)]
        counts += report.decisions.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
        counts += [
            .init("newly linked", report.counts.linked), .init("re-pointed", report.counts.relinked),
            .init("unlinked", report.counts.unlinked),
        ]
        try await store.recordCommunity(
            SyncLogEntry(
                run: number, stage: .associate, tenant: "", startedAt: started, endedAt: .present, counts: counts),
            of: number)
        let column = try composition.accountColumn(nil, usual: Composition.revenueNames)
        let coverage = CoverageText(try await store.coverage(revenueColumn: column, now: .present))
        if settings.printsJSON { return try Console.json(coverage) }
        say(
            "Looked at \(grouped(report.looked)) members: \(grouped(report.counts.linked)) newly linked, "
                + "\(grouped(report.counts.relinked)) re-pointed, \(grouped(report.counts.unlinked)) unlinked.")
        coverage.lines.forEach(say)
    }

    func preview(
        rules: [CommunitySettings.Rule]?, domains: [(domain: String, account: String)], limit: Int
    ) async throws {
        let result = try await AssociationPreview(store: store).run(
            composition.configuration, rules: rules, domains: domains)
        if settings.printsJSON { return try Console.json(PreviewText(result)) }
        PreviewText(result).lines(limit: limit).forEach(say)
    }

    func associateUsers(dryRun: Bool, limit: Int) async throws {
        let found = try await UserAssociation(store: store).preview(composition.configuration)
        var table = TextTable(header: ["user", "account", "rule"])
        for placement in found.prefix(limit) { table.append([placement.user, placement.account, placement.rule]) }
        if !found.isEmpty { table.lines().forEach(say) }
        guard !dryRun else {
            return say("\(grouped(found.count)) product users would be given an account; nothing was changed.")
        }
        try await composition.holdingLock {
            let number = try await store.beginCommunityRun([.associate], trigger: .commandLine, at: .present)
            try await store.place(found, in: number, at: .present)
            try await store.endRun(number, status: .done, reason: nil, at: .present)
            say(
                "\(grouped(found.count)) product users were given an account. `crosswalk community undo \(number)` takes it back."
            )
        }
    }

    func undo(_ run: RunNumber) async throws {
        try await composition.holdingLock {
            let number = try await store.beginCommunityRun([.audience], trigger: .commandLine, at: .present)
            let users = try await store.unplace(run: run, in: number)
            let changes = try await store.roleChanges(of: run)
            var undone: [RoleChange] = []
            for change in changes {
                try await composition.community(change.member.tenant).setRole(
                    change.role, of: change.member.id, granted: !change.isGranted)
                undone.append(change)
            }
            try await store.noteUndone(undone, of: run, in: number, at: .present)
            try await store.endRun(number, status: .done, reason: nil, at: .present)
            guard users + undone.count > 0 else { return say("Run \(run) gave nothing that could be taken back.") }
            say("Taken back: accounts of \(grouped(users)) users, \(grouped(undone.count)) role changes.")
        }
    }

    private func say(_ line: String) {
        if !settings.printsJSON { Console.say(line) }
    }
}
