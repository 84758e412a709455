import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Lists `PX_` values that someone edited in Salesforce after we wrote them.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "List PX_ values that were edited in Salesforce; they are overwritten only when ours change.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "accounts or users.") var entity: EntityArgument = .accounts
    @Option(help: "How many.") var limit = 100

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let object = composition.configuration.configuration(of: entity.entity).object
        let drift = try await composition.store.drift(entity.entity, object: object, limit: limit)
        if options.json {
            return try Console.json(drift.map { Line(id: $0.id, field: $0.field, ours: $0.ours, theirs: $0.theirs) })
        }
        guard !drift.isEmpty else {
            return Console.say("No drift: Salesforce holds what was written, as of the last fetch.")
        }
        var table = TextTable(header: ["Salesforce id", "Field", "Ours", "Theirs"])
        for value in drift { table.append([value.id, value.field, value.ours, value.theirs]) }
        table.lines().forEach(Console.say)
    }

    private struct Line: Encodable {
        let id: String
        let field: String
        let ours: String
        let theirs: String
    }
}
