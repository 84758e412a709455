import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

extension DomainsCommand {
    /// Assigns what a file says, mostly one that `suggest` wrote and a person looked over.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Assign the domains of a file with the columns domain and account_id.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A CSV or JSON Lines file.") var file: String

        private static func warn(_ domains: [String], _ why: String) {
            guard !domains.isEmpty else { return }
            let more = domains.count > 5 ? ", …" : ""
            Console.say(
                "! \(counted(domains.count, "assigned domain")) \(why) find nobody: "
                    + domains.prefix(5).joined(separator: ", ") + more)
        }

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            let progress = ProgressLine(isShown: false)
            let result = try await FileImport(path: file, format: nil).run(
                composition.loader(of: .domains), progress: progress)
            if options.json { return try Console.json(result) }
            Console.say(
                "\(counted(result.tally.new, "domain")) assigned, \(grouped(result.tally.unchanged)) were already. "
                    + "Next: crosswalk community associate.")
            if let reopening = result.tally.reopening { Console.say(reopening) }
            if let file = result.rejectedFile {
                Console.say("\(counted(result.tally.rejected, "row")) left out; which and why: \(file)")
            }
            let idle = try await composition.store.idleDomains(providers: composition.mailProviders)
            Self.warn(idle.withoutAccount, "of accounts that are not known")
            Self.warn(idle.ofProviders, "of providers of free or disposable mail")
            if result.tally.rejected > 0 { throw ExitStatus.doneWithFailures }
        }
    }
}
