import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

/// The reports about the community and what it is worth.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "A report about the community, as a table, CSV, JSON or a chart (SVG).",
        discussion: CommunityReport.allCases.map { "\($0.rawValue): \($0.title)." }.joined(separator: "\n"))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The report's name.") var name: Name
    @Option(help: "table, csv, json or svg.") var format: Format = .table
    @Option(help: "The file to write; standard output otherwise.") var output: String?
    @Option(help: "The window in days.") var days = 30
    @Option(help: "How many rows.") var limit = 50
    @Option(help: "Only this tenant.") var tenant: String?
    @Option(help: "The account's attribute that holds revenue; arr, mrr and the like otherwise.") var revenue: String?
    @Option(help: "The account's attribute that holds health.") var health: String?
    @Option(help: "The day whose beginning is the end of the window (YYYY-MM-DD); now otherwise.") var asOf:
        DayArgument?

    struct Name: ExpressibleByArgument {
        let report: CommunityReport

        init?(argument: String) {
            guard let report = CommunityReport(rawValue: argument) else { return nil }
            self.report = report
        }

        static var allValueStrings: [String] { CommunityReport.allCases.map(\.rawValue) }
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, json, svg
    }

    func validate() throws {
        guard (1...3650).contains(days) else { throw ValidationError("--days is a number of days from 1 to 3650.") }
        guard limit > 0 else { throw ValidationError("--limit is a number of rows above 0.") }
    }

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        var scope = ReportScope(
            now: try await composition.lookingBack(from: asOf?.day), zone: try composition.zone())
        scope.day = asOf?.day
        scope.days = days
        scope.limit = limit
        scope.tenant = try await composition.known(tenant: tenant)
        scope.revenueColumn = try composition.accountColumn(revenue, usual: Composition.revenueNames)
        scope.healthColumn = try composition.accountColumn(health, usual: Composition.healthNames)
        let table = try await composition.store.report(name.report, scope)
        let text = try ReportText(name.report, table).text(options.json ? .json : format)
        // A table for other programs has no place for it.
        if format == .csv, !options.json { Console.complain(name.report.definition) }
        guard let output else { return Console.write(Array(text.utf8)) }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw PlainError("\(output) cannot be written. Check its folder and permissions.")
        }
    }
}
