import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

/// Which domains belong to which account, and which of the open ones should.
struct DomainsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domains", abstract: "Assign e-mail domains to accounts; suggest accounts for open domains.",
        subcommands: [List.self, Assign.self, Unassign.self, Never.self, Reconsider.self, Suggest.self, Import.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "The assigned domains.")

        @OptionGroup var options: WorkspaceOptions
        @Flag(help: "What was ruled out instead.") var never = false

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            if never { return try await listRefusals(composition) }
            let file = try ExportFile(path: nil, format: options.json ? .jsonl : .csv)
            try await composition.store.export(.domains) { try file.write($0) }
            try file.finish()
        }

        private func listRefusals(_ composition: Composition) async throws {
            let file = try ExportFile(path: nil, format: options.json ? .jsonl : .csv)
            try file.write(.header(["domain", "account_id", "decided_by", "decided_at", "reason"]))
            var last: DomainRefusal?
            repeat {
                let some = try await composition.store.refusals(ofDomains: nil, after: last, limit: 1000)
                var batch = TextBatch(columnCount: 5)
                for refusal in some {
                    let cells = [
                        refusal.domain, refusal.account ?? "", refusal.author, refusal.at.iso8601, refusal.reason ?? "",
                    ]
                    for cell in cells { batch.append(cell.utf8) }
                }
                try file.write(.rows(batch))
                last = some.last
            } while last != nil
            try file.finish()
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assign", abstract: "This domain belongs to that account.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as acme.com.") var domain: String
        @Argument(help: "The account's id.") var account: String

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let kept = try await composition.store.assign(
                domain: domain, to: account, providers: composition.mailProviders)
            if options.json { return try Console.json(["assigned": kept]) }
            Console.say(
                "\(kept) belongs to \(account). It takes effect with the next `crosswalk community associate`.")
        }
    }

    struct Unassign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unassign", abstract: "Take an assignment back.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The domain, as `domains list` shows it.") var domain: String
        @Argument(help: "Only from this account.") var account: String?

        func run() async throws {
            let count = try await Composition.open(options.settings).store.unassign(domain: domain, from: account)
            guard count > 0 else {
                throw PlainError("\(domain) is not assigned. `crosswalk domains list` shows what is.")
            }
            if options.json { return try Console.json(["unassigned": domain]) }
            Console.say(
                "\(domain) is no longer assigned. It takes effect with the next `crosswalk community associate`.")
        }
    }

    struct Suggest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suggest",
            abstract: "Open domains by members and activity, each with accounts it may belong to.",
            discussion: """
                --output writes the first suggestion of each as a file of domain and account_id, to be looked over, tried with \
                `community associate --dry-run --domains FILE`, and loaded with `domains import FILE`. --clear leaves only \
                domains of which one account has the website, or at least two known people and nine tenths of all.
                """)

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "How many domains.") var limit = 50
        @Flag(help: "Only domains whose account is clear.") var clear = false
        @Option(help: "Write domain, account_id and reason to this CSV file.") var output: String?

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let known = try await composition.store.unresolvedDomains(
                limit: clear ? .max : limit, providers: composition.mailProviders,
                now: try await composition.lookingBack())
            let domains = Array(known.domains.filter { !clear || $0.clear != nil }.prefix(limit))
            if let output { return try write(domains, to: output) }
            if options.json { return try Console.json(domains.map(Line.init)) }
            guard !domains.isEmpty else {
                return Console.say(
                    clear
                        ? "No open domain has a clear account."
                        : "Every domain of a member without an account is a mail provider's.")
            }
            var table = TextTable(
                header: ["domain", "members", "active", "account", "name", "why"], alignsRight: [1, 2])
            // A page of them; what stands further down is seldom looked at.
            let open = domains.prefix(1000).map(\.domain)
            let assigned = Dictionary(
                grouping: try await composition.store.assignments(ofDomains: open), by: \.domain)
            for domain in domains {
                let first = domain.suggestions.first
                let accounts = (assigned[domain.domain] ?? []).map(\.account)
                let several = "assigned to \(accounts.joined(separator: " and ")), and so to none; unassign one"
                table.append([
                    domain.domain, grouped(domain.members), grouped(domain.activeMembers), first?.account ?? "",
                    first?.name ?? "", first?.reason ?? (accounts.count > 1 ? several : ""),
                ])
                for other in domain.suggestions.dropFirst() {
                    table.append(["", "", "", other.account, other.name, other.reason])
                }
            }
            table.lines(indent: "").forEach(Console.say)
        }

        private func write(_ domains: [UnresolvedDomain], to path: String) throws {
            let file = try ExportFile(path: path, format: .csv)
            try file.write(.header(["domain", "account_id", "reason"]))
            var batch = TextBatch(columnCount: 3)
            for domain in domains {
                guard let first = domain.suggestions.first else { continue }
                for cell in [domain.domain, first.account, first.reason] { batch.append(cell.utf8) }
            }
            try file.write(.rows(batch))
            try file.finish()
            Console.complain(
                "Wrote \(grouped(batch.rowCount)) suggestions to \(path). Look them over before you import them.")
        }

        private struct Line: Encodable {
            let domain: String
            let members: Int
            let active: Int
            let clear: String?
            let suggestions: [Suggestion]

            struct Suggestion: Encodable {
                let account: String
                let name: String
                let reason: String
            }

            init(_ domain: UnresolvedDomain) {
                self.domain = domain.domain
                members = domain.members
                active = domain.activeMembers
                clear = domain.clear?.account
                suggestions = domain.suggestions.map {
                    Suggestion(account: $0.account, name: $0.name, reason: $0.reason)
                }
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Assign the domains of a file with the columns domain and account_id.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A CSV or JSON Lines file.") var file: String

        private static func warn(_ domains: [String], _ why: String) {
            guard !domains.isEmpty else { return }
            let more = domains.count > 5 ? ", …" : ""
            Console.say(
                "! \(grouped(domains.count)) of all assigned domains \(why) and find nobody: "
                    + domains.prefix(5).joined(separator: ", ") + more)
        }

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let progress = ProgressLine(isShown: false)
            let result = try await FileImport(path: file, format: nil).run(
                composition.loader(of: .domains), progress: progress)
            if options.json { return try Console.json(result) }
            Console.say(
                "\(grouped(result.tally.new)) domains assigned, \(grouped(result.tally.unchanged)) were already. "
                    + "Next: crosswalk community associate.")
            if let reopening = result.tally.reopening { Console.say(reopening) }
            if let file = result.rejectedFile {
                Console.say("\(grouped(result.tally.rejected)) rows were left out; which and why: \(file)")
            }
            let idle = try await composition.store.idleDomains(providers: composition.mailProviders)
            Self.warn(idle.withoutAccount, "belong to accounts that are not known")
            Self.warn(idle.ofProviders, "are providers' of free or disposable mail")
            if result.tally.rejected > 0 { throw ExitStatus.doneWithFailures }
        }
    }
}
