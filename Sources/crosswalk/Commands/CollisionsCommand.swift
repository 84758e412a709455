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
    @Option(help: "Only accounts, or only users.") var entity: EntityArgument?
    @Option(help: "Choose: the Salesforce id, 15 or 18 characters …") var salesforceID: String?
    @Option(help: "… and our record that may write to it; leave it out to take the choice back.") var winner: String?

    func validate() throws {
        if winner != nil, salesforceID == nil {
            throw ValidationError("--winner goes with --salesforce-id: the Salesforce record that it may write to.")
        }
    }

    func run() async throws {
        let store = try await Composition.open(options.settings).store
        var lines: [Line] = []
        for entity in entity.map({ [$0.entity] }) ?? Entity.allCases {
            lines += try await store.collisions(entity).map { Line(entity, $0) }
        }
        if let salesforceID {
            try await choose(for: salesforceID, among: &lines, in: store)
        }
        if options.json { return try Console.json(lines) }
        guard !lines.isEmpty else {
            return Console.say("No collisions: each Salesforce record is linked to one of ours at most.")
        }
        var table = TextTable(header: ["", "Salesforce id", "Our records", "May write"])
        for line in lines {
            table.append([line.entity, line.salesforceID, line.records.joined(separator: ", "), line.winner ?? "none"])
        }
        table.lines().forEach(Console.say)
        Console.say("\nChoose with --salesforce-id ID --winner RECORD, or mend the links with `crosswalk never`.")
    }

    /// A choice is only taken between records that really collide.
    private func choose(for salesforceID: String, among lines: inout [Line], in store: HubStore) async throws {
        let id = try SalesforceIDKey.full(salesforceID)
        guard let index = lines.firstIndex(where: { $0.salesforceID == id }) else {
            throw PlainError("No collision at \(salesforceID). `crosswalk collisions` lists them.")
        }
        let line = lines[index]
        if let winner, !line.records.contains(winner) {
            throw PlainError(
                "\(winner) is not linked to \(salesforceID). Choose one of \(line.records.joined(separator: ", ")).")
        }
        try await store.chooseWinner(line.kind, salesforceID: id, record: winner)
        lines[index].winner = winner
    }

    private struct Line: Encodable {
        let kind: Entity
        let entity: String
        let salesforceID: String
        let records: [String]
        var winner: String?

        private enum CodingKeys: String, CodingKey { case entity, salesforceID, records, winner }

        init(_ kind: Entity, _ collision: PushCollision) {
            self.kind = kind
            entity = kind.plural
            salesforceID = collision.salesforceID
            records = collision.records
            winner = collision.winner
        }
    }
}

/// `accounts` or `users` on the command line.
enum EntityArgument: String, ExpressibleByArgument, CaseIterable {
    case accounts, users

    var entity: Entity { self == .accounts ? .account : .user }
}
