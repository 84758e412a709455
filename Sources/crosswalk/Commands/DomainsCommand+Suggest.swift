import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

extension DomainsCommand {
    /// Which accounts open domains may belong to.
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
                "Wrote \(counted(batch.rowCount, "suggestion")) to \(path). Look them over before you import them.")
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
}
