import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// The community: fetch it, find its members' accounts, see how far that got.
struct CommunityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "community", abstract: "Fetch communities, associate their members with accounts, show coverage.",
        subcommands: [Sync.self, Associate.self, Coverage.self, Log.self])

    /// Reads every connected tenant, then associates.
    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: "Read members, content and activity of every tenant, then associate: sync community associate.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "Only this tenant.") var tenant: String?
        @Flag(help: "Read everything, whatever was read before.") var full = false

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            var request = RunRequest(stages: [.community, .associate], trigger: .commandLine)
            request.tenants = tenant.map { [$0] }
            request.readsWhole = full
            try await composition.report(on: request)
            if !options.json { try await composition.coverageText().lines.forEach(Console.say) }
        }
    }

    /// Finds members' accounts.
    struct Associate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "associate", abstract: "Find the account of every member whom a change concerns.",
            discussion: """
                --dry-run says who would be newly linked, unlinked or re-pointed, and the match rate before and after, also \
                with a candidate list of domains or other rules. --users gives product users without an account the one \
                found in the same way; `undo RUN` takes it back.
                """)

        @OptionGroup var options: WorkspaceOptions
        @Flag(help: "Change nothing; say what would change.") var dryRun = false
        @Option(help: "With --dry-run: a CSV file of domain and account_id, as if they were assigned.") var domains:
            String?
        @Option(help: "With --dry-run: rules in order, divided by commas, instead of the configured ones.") var rules:
            String?
        @Flag(help: "Product users without an account instead of members.") var users = false
        @Option(help: "With --dry-run: how many changes to list.") var limit = 20

        func validate() throws {
            if !dryRun, domains != nil || rules != nil {
                throw ValidationError("--domains and --rules go with --dry-run.")
            }
        }

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            if users { return try await associateUsers(composition) }
            guard dryRun else {
                try await composition.report(on: RunRequest(stages: [.associate], trigger: .commandLine))
                if !options.json { try await composition.coverageText().lines.forEach(Console.say) }
                return
            }
            let result = try await AssociationPreview(store: composition.store).run(
                composition.configuration, rules: try parsedRules(), domains: try candidateDomains())
            if options.json { return try Console.json(PreviewText(result)) }
            PreviewText(result).lines(limit: limit).forEach(Console.say)
        }

        private func associateUsers(_ composition: Composition) async throws {
            guard dryRun else {
                return try composition.tell(
                    try await composition.holdingLock {
                        try await composition.engine().associateUsers(
                            configuration: composition.configuration, trigger: .commandLine)
                    })
            }
            let found = try await UserAssociation(store: composition.store).preview(composition.configuration)
            if options.json { return try Console.json(found.map(PlacementLine.init)) }
            var table = TextTable(header: ["user", "account", "rule"])
            for placement in found.prefix(limit) { table.append([placement.user, placement.account, placement.rule]) }
            if !found.isEmpty { table.lines().forEach(Console.say) }
            Console.say("\(grouped(found.count)) product users would be given an account; nothing was changed.")
        }

        private struct PlacementLine: Encodable {
            let user: String
            let account: String
            let rule: String

            init(_ placement: UserPlacement) {
                user = placement.user
                account = placement.account
                rule = placement.rule
            }
        }

        private func parsedRules() throws -> [CommunitySettings.Rule]? {
            try rules?.split(separator: ",").map { name in
                guard let rule = CommunitySettings.Rule(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
                    let known = CommunitySettings.Rule.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("There is no rule \(name); the rules are \(known).")
                }
                return rule
            }
        }

        private func candidateDomains() throws -> [(domain: String, account: String)] {
            guard let domains else { return [] }
            var file = try RecordFile(path: domains, columns: ["domain", "account_id"])
            guard let domain = file.header.firstIndex(of: "domain"),
                let account = file.header.firstIndex(of: "account_id")
            else { throw PlainError("\(domains) needs the columns domain and account_id.") }
            var pairs: [(domain: String, account: String)] = []
            while let batch = try file.next() {
                for row in 0..<batch.rowCount {
                    pairs.append((batch.string(row: row, column: domain), batch.string(row: row, column: account)))
                }
            }
            return pairs
        }
    }

    /// How many members have an account, and by which way.
    struct Coverage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "coverage",
            abstract: "Match rate overall, by rule and tenant, weighted by activity and revenue.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "The account's attribute that holds revenue; arr, mrr and the like otherwise.") var revenue:
            String?
        @Option(help: "The day from which to look back for who was active (YYYY-MM-DD); now otherwise.") var asOf:
            DayArgument?

        func run() async throws {
            let text = try await Composition.open(options.settings).coverageText(revenue: revenue, asOf: asOf?.day)
            if options.json { return try Console.json(text) }
            text.lines.forEach(Console.say)
        }
    }

    /// What the last runs of the community did.
    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "log", abstract: "The sync log: every community run with counts, duration and first error.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "How many runs.") var limit = 15

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let runs = try await composition.store.runs(ofStages: [.community, .associate, .audience], limit: limit)
            let lines = runs.flatMap { run in
                run.stageRecords.filter(\.stage.isOfCommunity).map { SyncLogLine($0, run.number) }
            }
            if options.json { return try Console.json(lines) }
            guard !lines.isEmpty else { return Console.say("No community run yet.") }
            var table = TextTable(
                header: ["run", "stage", "tenant", "started", "seconds", "counts", "notes"], alignsRight: [0, 4])
            for line in lines { table.append(line.cells) }
            table.lines(indent: "").forEach(Console.say)
        }
    }
}
