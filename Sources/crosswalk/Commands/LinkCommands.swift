import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What `link`, `unlink` and `never` name: one of our records.
struct LinkTarget: ParsableArguments {
    @Argument(help: "account or user.") var entity: RecordArgument
    @Argument(help: "Our record's id.") var key: String
}

/// `account` or `user` on the command line.
enum RecordArgument: String, ExpressibleByArgument, CaseIterable {
    case account, user

    var entity: Entity { self == .account ? .account : .user }
}

/// A person says: this record is that one.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Link one of our records to a Salesforce record, whatever the rules say.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var target: LinkTarget
    @Argument(help: "The Salesforce id, 15 or 18 characters.") var salesforceID: String
    @Option(help: "Why, for whoever asks later.") var reason: String?

    func run() async throws {
        try await Composition.open(options.settings).decide(.link, target, salesforceID, reason: reason)
    }
}

/// A person takes their decision back: the rules decide again.
struct UnlinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink", abstract: "Take back what was decided by hand; the rules decide again.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var target: LinkTarget
    @Argument(help: "Only the decision about this Salesforce id.") var salesforceID: String?

    func run() async throws {
        try await Composition.open(options.settings).decide(.withdrawn, target, salesforceID, reason: nil)
    }
}

/// A person says: never link this record to that one, or to any.
struct NeverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "never", abstract: "Never link one of our records to a Salesforce record, or to any.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var target: LinkTarget
    @Argument(help: "The Salesforce id; none means any.") var salesforceID: String?
    @Option(help: "Why, for whoever asks later.") var reason: String?

    func run() async throws {
        try await Composition.open(options.settings).decide(.never, target, salesforceID, reason: reason)
    }
}

extension Composition {
    fileprivate func decide(
        _ verdict: LinkVerdict, _ target: LinkTarget, _ salesforceID: String?, reason: String?
    ) async throws {
        try await store.decide(
            verdict, target.entity.entity, id: target.key, salesforceID: salesforceID, by: "command line",
            reason: reason, at: .present)
        guard !settings.printsJSON else { return try Console.json(["decided": "yes"]) }
        let record = "\(target.entity.rawValue) \(target.key)"
        switch verdict {
        case .link: Console.say("Remembered: \(record) is \(salesforceID ?? "").")
        case .never: Console.say("Remembered: \(record) is never linked\(salesforceID.map { " to \($0)" } ?? "").")
        case .withdrawn: Console.say("Taken back: the rules decide about \(record) again.")
        }
        Console.say("It takes effect with the next `crosswalk sync match`.")
    }
}
