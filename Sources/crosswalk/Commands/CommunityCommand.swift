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
        subcommands: [Sync.self, Associate.self, Coverage.self, Log.self, Undo.self])

    /// Reads every connected tenant, then associates.
    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync", abstract: "Fetch members, content and activity of every tenant, then associate.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "Only this tenant.") var tenant: String?
        @Flag(help: "Read everything, whatever was read before.") var full = false

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let tenants = if let tenant { [tenant] } else { try await composition.tenants() }
            guard !tenants.isEmpty else {
                throw PlainError(
                    "No community is connected. Run `crosswalk connect community`, or load files with "
                        + "`crosswalk import community-users FILE` and then `crosswalk community associate`.")
            }
            let report = try await composition.holdingLock {
                try await CommunityRun(composition: composition, settings: options.settings).run(
                    tenants: tenants, isWhole: full)
            }
            if report.hasFailed { throw ExitStatus.doneWithFailures }
        }
    }

    /// Finds members' accounts.
    struct Associate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "associate", abstract: "Find the account of every member whom a change concerns.",
            discussion: """
                --dry-run says who would be newly linked, unlinked or re-pointed, and the match rate before and after, also \
                with a candidate list of domains or other rules. --users gives product users without an account the one \
                found in the same way; `community undo RUN` takes it back.
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
            let run = CommunityRun(composition: composition, settings: options.settings)
            if users { return try await run.associateUsers(dryRun: dryRun, limit: limit) }
            guard dryRun else { return try await composition.holdingLock { try await run.associate() } }
            try await run.preview(rules: try parsedRules(), domains: try candidateDomains(), limit: limit)
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
        @Option(help: "The account's attribute that holds revenue; arr otherwise, if there is one.") var revenue:
            String?

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let column = try composition.accountColumn(revenue, usual: Composition.revenueNames)
            let rows = try await composition.store.coverage(revenueColumn: column, now: .present)
            let text = CoverageText(rows)
            if options.json { return try Console.json(text) }
            text.lines.forEach(Console.say)
        }
    }

    /// What the last runs of the community did.
    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "log", abstract: "The sync log: every community run with counts, duration and first error.")

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "How many lines.") var limit = 30

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let entries = try await composition.store.syncLog(limit: limit)
            if options.json { return try Console.json(entries.map(SyncLogLine.init)) }
            var table = TextTable(
                header: ["run", "stage", "tenant", "started", "seconds", "counts", "first error"], alignsRight: [0, 4])
            for entry in entries { table.append(SyncLogLine(entry).cells) }
            if entries.isEmpty { return Console.say("No community run yet.") }
            table.lines(indent: "").forEach(Console.say)
        }
    }

    /// Takes back what a run gave: accounts of product users, roles of members.
    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "undo", abstract: "Take back the roles or the users' accounts that a community run gave.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The run's number.") var run: Int64

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            try await CommunityRun(composition: composition, settings: options.settings).undo(RunNumber(run))
        }
    }
}
