import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Lists Salesforce records that several of ours claim; neither is written until a person chooses (D§9).
struct CollisionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collisions",
        abstract: "List Salesforce records that several of our records are linked to, or choose which one may write.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "accounts or users.") var entity: EntityArgument = .accounts
    @Option(help: "Choose: the Salesforce id …") var salesforceID: String?
    @Option(help: "… and our record that may write to it; leave it out to take the choice back.") var winner: String?

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        if let salesforceID {
            try await composition.store.chooseWinner(entity.entity, salesforceID: salesforceID, record: winner)
        }
        let collisions = try await composition.store.collisions(entity.entity)
        if options.json {
            return try Console.json(
                collisions.map { Line(salesforceID: $0.salesforceID, records: $0.records, winner: $0.winner) })
        }
        guard !collisions.isEmpty else {
            return Console.say("No collisions: each Salesforce record is linked to one of ours at most.")
        }
        var table = TextTable(header: ["Salesforce id", "Our records", "May write"])
        for collision in collisions {
            table.append([
                collision.salesforceID, collision.records.joined(separator: ", "), collision.winner ?? "none",
            ])
        }
        table.lines().forEach(Console.say)
        Console.say("\nChoose with --salesforce-id ID --winner RECORD, or mend the links with `crosswalk never`.")
    }

    private struct Line: Encodable {
        let salesforceID: String
        let records: [String]
        let winner: String?
    }
}

/// `accounts` or `users` on the command line.
enum EntityArgument: String, ExpressibleByArgument, CaseIterable {
    case accounts, users

    var entity: Entity { self == .accounts ? .account : .user }
}
