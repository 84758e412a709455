import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Lists records for which a rule found several candidates.
struct AmbiguousCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ambiguous", abstract: "List records for which a rule found several candidates.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "accounts or users.") var entity: EntityArgument = .accounts
    @Flag(help: "Those where the oldest candidate was taken, instead of those left unlinked.") var picked = false
    @Option(help: "How many.") var limit = 50

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let queue = try await composition.store.reviewQueue(
            of: entity.entity, picked ? .ambiguousPick : .ambiguous, after: nil, limit: limit)
        if options.json {
            return try Console.json(
                queue.map { Line(id: $0.id, rule: $0.rule, value: $0.ourValue, candidates: $0.candidates) })
        }
        guard !queue.isEmpty else {
            return Console.say(
                picked
                    ? "None of the \(entity.entity.plural) has several candidates of which the oldest was taken."
                    : "None of the \(entity.entity.plural) is ambiguous.")
        }
        var table = TextTable(header: ["Record", "Rule", "Value", "Candidates"])
        for link in queue {
            let named = link.candidates.prefix(4).joined(separator: ", ") + (link.candidateCount > 4 ? ", …" : "")
            table.append([link.id, link.rule ?? "", link.ourValue ?? "", "\(link.candidateCount): \(named)"])
        }
        table.lines().forEach(Console.say)
        Console.say(
            "\nDecide with `crosswalk link \(entity.entity.rawValue) RECORD SALESFORCE_ID`, or `crosswalk never …`.")
    }

    private struct Line: Encodable {
        let id: String
        let rule: String?
        let value: String?
        let candidates: [String]
    }
}
