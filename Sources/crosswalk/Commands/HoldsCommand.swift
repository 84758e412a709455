import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Lists and lifts the holds that an undo left on fields.
struct HoldsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds", abstract: "List fields that an undo holds back from pushes and maps, or lift the holds.")

    @OptionGroup var options: WorkspaceOptions
    @Flag(help: "Lift the holds, so that the next push writes these fields again.") var lift = false
    @Option(help: "Lift only those of this object.") var object: String?
    @Option(help: "Lift only those of this Salesforce record: its id, 15 or 18 characters.") var id: String?

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let store = composition.store
        if lift {
            var lifted = try await store.liftHolds(object: object, id: id)
            // Those of a map are on our own records, which have no object.
            if object == nil, id == nil { lifted += try await store.liftMappingHolds() }
            if options.json { return try Console.json(["lifted": lifted]) }
            return Console.say("Lifted \(grouped(lifted)) holds; the next run writes those fields again.")
        }
        let holds = try await store.holds()
        if options.json { return try Console.json(holds.map { [$0.object, $0.id, $0.field, "\($0.since)"] }) }
        let ownHolds = try await store.mappingHolds()
        if ownHolds > 0 {
            Console.say(
                "\(grouped(ownHolds)) values of our own records are held back from mapping; --lift lifts these too.")
        }
        guard !holds.isEmpty else {
            return Console.say(ownHolds > 0 ? "No field is held back from pushes." : "No field is held back.")
        }
        var table = TextTable(header: ["Object", "Salesforce id", "Field", "Since run"])
        for hold in holds { table.append([hold.object, hold.id, hold.field, "\(hold.since)"]) }
        table.lines().forEach(Console.say)
        Console.say("\nLift them with `crosswalk holds --lift`.")
    }
}
