import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Proves that the mirror holds what Salesforce holds, and mends what differs.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract:
            "Prove that mirror and Salesforce agree: counts by modified day, then every id; holes are named and read again."
    )

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "Only accounts, or only users.") var entity: EntityArgument?
    @Flag(help: "Compare every value too, not only ids and times of change.") var exact = false

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let entities = entity.map { [$0.entity] } ?? Entity.allCases
        let reports = try await composition.holdingLock {
            try await composition.engine().reconcile(
                entities, configuration: composition.configuration, isExact: exact, trigger: .commandLine)
        }
        if options.json {
            try Console.json(reports.map(Line.init))
        } else {
            reports.flatMap(Self.lines).forEach(Console.say)
        }
        if !reports.allSatisfy(\.agrees) { throw ExitStatus.doneWithFailures }
    }

    private static func lines(_ report: ReconcileReport) -> [String] {
        let scope = "\(report.object): \(counted(report.records, "record")) changed until \(report.until.iso8601)"
        guard !report.differences.isEmpty else {
            return [
                "\(scope); mirror and Salesforce agree "
                    + "(\(counted(report.rangesCompared, "range")) counted, every record compared)."
            ]
        }
        let words: [ReconcileReport.Difference.Kind: String] = [
            .missing: "missing in the mirror", .surplus: "gone from Salesforce", .stale: "out of date in the mirror",
            .altered: "other values in the mirror",
        ]
        return ["\(scope); \(grouped(report.differences.count)) differed:"]
            + report.differences.prefix(50).map {
                "  \($0.day.text)  \($0.id)  \(words[$0.kind] ?? ""): \($0.isHealed ? "mended" : "still differs")"
            } + (report.differences.count > 50 ? ["  … and \(grouped(report.differences.count - 50)) more"] : [])
    }

    private struct Line: Encodable {
        let object: String
        let records: Int
        let agrees: Bool
        let differences: [Difference]

        struct Difference: Encodable {
            let id: String
            let day: String
            let kind: String
            let healed: Bool
        }

        init(_ report: ReconcileReport) {
            object = report.object
            records = report.records
            agrees = report.agrees
            differences = report.differences.map {
                Difference(id: $0.id, day: $0.day.text, kind: $0.kind.rawValue, healed: $0.isHealed)
            }
        }
    }
}
