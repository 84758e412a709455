import ArgumentParser
import Connectors
import Domain
import Store

extension DomainsCommand {
    /// A person says: never suggest this account for this domain, or: this domain is nobody's.
    struct Never: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "never", abstract: "Never suggest an account for a domain again, or the domain at all.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as acme.com.") var domain: String
        @Argument(help: "The account that it never belongs to; without one the domain is nobody's.") var account:
            String?
        @Option(help: "Why, for whoever asks later.") var reason: String?

        func run() async throws {
            try await Composition.open(options.settings).store.refuse(
                DomainRefusal(domain: domain, account: account, author: "command line", at: .present, reason: reason))
            if options.json { return try Console.json(["refused": domain]) }
            Console.say(
                account.map { "\($0) is not suggested for \(domain) any more." }
                    ?? "\(domain) is nobody's, and waits for no decision any more.")
        }
    }

    /// A person takes that back.
    struct Reconsider: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reconsider", abstract: "Take back what `never` said of a domain.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The domain, as `domains list --never` shows it.") var domain: String
        @Argument(help: "Only about this account.") var account: String?

        func run() async throws {
            let count = try await Composition.open(options.settings).store.withdrawRefusals(
                ofDomain: domain, account: account)
            guard count > 0 else {
                throw PlainError("Nothing was ruled out for \(domain). `crosswalk domains list --never` shows what is.")
            }
            if options.json { return try Console.json(["reconsidered": domain]) }
            Console.say("\(domain) is open again.")
        }
    }
}
