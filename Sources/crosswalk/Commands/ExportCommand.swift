import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Writes what the hub holds, sorted by key, so that two exports can be compared.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records, links, KPIs, mirrors or outcomes as CSV or JSON Lines.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "What to write.") var kind: Kind
    @Option(help: "csv or jsonl.") var format: ImportCommand.Format = .csv
    @Option(help: "The file to write; standard output otherwise.") var output: String?
    @Option(help: "For kpis and feature-kpis: the day as of which (YYYY-MM-DD); today otherwise.") var asOf:
        DayArgument?
    @Option(help: "For mirror: the Salesforce object.") var object: String?
    @Option(help: "For outcomes: the run; the latest otherwise.") var run: Int64?

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case accounts, users, persons
        case accountPersons = "account-persons"
        case domains
        case accountLinks = "account-links"
        case userLinks = "user-links"
        case kpis
        case featureKPIs = "feature-kpis"
        case mirror, outcomes
        case communityLinks = "community-links"
        case communityUsers = "community-users"
        case communityContent = "community-content"
        case communityActivity = "community-activity"
    }

    func validate() throws {
        if kind == .mirror, object == nil {
            throw ValidationError("`export mirror` needs --object NAME, such as Account.")
        }
    }

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let file = try ExportFile(path: output, format: format.recordFormat, unquoted: unquotedColumns)
        try await export(from: composition, to: file)
        try file.finish()
        if let output, output != "-" { Console.complain("Wrote \(counted(file.rowCount, "row")) to \(output).") }
    }

    private func export(from composition: Composition, to file: ExportFile) async throws {
        let store = composition.store
        let sink: @Sendable (ExportPart) throws -> Void = { try file.write($0) }
        switch kind {
        case .accounts, .users, .persons, .accountPersons, .domains:
            guard let records = RecordKind(rawValue: kind.rawValue) else { return }
            try await store.export(records, to: sink)
        case .accountLinks: try await store.exportLinks(of: .account, to: sink)
        case .userLinks: try await store.exportLinks(of: .user, to: sink)
        case .kpis: try await store.exportKPIs(asOf: try await composition.measured(asOf?.day), to: sink)
        case .featureKPIs: try await store.exportFeatureKPIs(asOf: try await composition.measured(asOf?.day), to: sink)
        case .communityLinks: try await store.exportCommunityLinks(to: sink)
        case .communityUsers, .communityContent, .communityActivity:
            guard let community = CommunityKind(rawValue: kind.rawValue) else { return }
            try await store.exportCommunity(community, to: sink)
        case .mirror: try await store.exportMirror(of: object ?? "", to: sink)
        case .outcomes:
            let before = run.map { RunNumber($0 == .max ? $0 : $0 + 1) }
            guard let number = try await store.runs(limit: 1, before: before).first?.number else {
                throw PlainError("There is no run yet, so there are no outcomes. Start one with `crosswalk sync`.")
            }
            guard run == nil || run == number.value else {
                throw PlainError("There is no run \(run ?? 0). `crosswalk runs` lists them.")
            }
            if let last = try await store.lastRunWithoutOutcomes(), number.value <= last.value {
                throw PlainError(
                    "What became of each record in run \(number) is no longer kept: journal.keep_outcomes in "
                        + "crosswalk.yaml says for how long it is. `crosswalk runs` shows the run's counts.")
            }
            try await store.exportOutcomes(of: number, to: sink)
        }
    }

    private var unquotedColumns: Set<String> {
        switch kind {
        case .kpis: Set(KPI.exportColumns).subtracting(["account_id"])
        case .featureKPIs: Set(KPI.featureExportColumns).subtracting(["account_id", "feature"])
        case .accountLinks, .userLinks, .communityLinks: ["evidence"]
        default: []
        }
    }
}
