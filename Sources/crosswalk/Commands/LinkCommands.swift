import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What `link`, `unlink` and `never` name: one of our records.
struct LinkTarget: ParsableArguments {
    @Argument(help: "account, user or community-user.") var entity: RecordArgument
    @Argument(help: "Our record's id; of a community user tenant/id.") var key: String
}

/// `account`, `user` or `community-user` on the command line.
enum RecordArgument: String, ExpressibleByArgument, CaseIterable {
    case account, user
    case communityUser = "community-user"

    /// Nothing for members: they are linked to accounts, not to Salesforce.
    var entity: Entity? {
        switch self {
        case .account: .account
        case .user: .user
        case .communityUser: nil
        }
    }
}

/// A person says: this record is that one.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Link a record of ours to a Salesforce record, or a member to an account, whatever the rules say.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var target: LinkTarget
    @Argument(help: "The Salesforce id, 15 or 18 characters; for a member the account's id.") var salesforceID: String
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
    @Argument(help: "The Salesforce id (for a member the account's id); none means any.") var salesforceID: String?
    @Option(help: "Why, for whoever asks later.") var reason: String?

    func run() async throws {
        try await Composition.open(options.settings).decide(.never, target, salesforceID, reason: reason)
    }
}

extension Composition {
    fileprivate func decide(
        _ verdict: LinkVerdict, _ target: LinkTarget, _ salesforceID: String?, reason: String?
    ) async throws {
        var state = LinkTargetState.mirrored
        if let entity = target.entity.entity {
            if verdict == .link, let salesforceID {
                state = try await store.state(
                    ofLinkTarget: salesforceID, of: configuration.configuration(of: entity).object)
            }
            try await store.decide(
                verdict, entity, id: target.key, salesforceID: salesforceID, by: "command line", reason: reason,
                at: .present)
        } else {
            try await store.decide(
                verdict, member: MemberKey(target.key), account: salesforceID, by: "command line", reason: reason,
                at: .present)
        }
        guard !settings.printsJSON else {
            var said = ["decided": "yes"]
            if verdict == .link {
                said["mirrored"] = state == .mirrored ? "yes" : "no"
                said["target"] = state.rawValue
            }
            return try Console.json(said)
        }
        let record = "\(target.entity.rawValue) \(target.key)"
        switch verdict {
        case .link:
            Console.say("Remembered: \(record) is \(salesforceID ?? "").")
            if let warning = state.warning { Console.say(warning) }
        case .never: Console.say("Remembered: \(record) is never linked\(salesforceID.map { " to \($0)" } ?? "").")
        case .withdrawn: Console.say("Taken back: the rules decide about \(record) again.")
        }
        let next = target.entity.entity == nil ? "community associate" : "sync match"
        Console.say("It takes effect with the next `crosswalk \(next)`.")
    }
}
