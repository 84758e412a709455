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
}
