import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Loads files into the hub; loading the same file twice changes nothing.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Load CSV or JSON Lines files.",
        discussion: """
            Rows that cannot be taken are written to FILE.rejected.csv with their line, reason and values; the rest is \
            loaded (exit code 3). docs/files.md lists the columns of each kind.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "What the files hold.") var kind: ImportKind
    @Argument(help: "The files; - for standard input, with --format.") var files: [String]
    @Option(help: "csv or jsonl, where the name does not tell.") var format: Format?
    @Option(help: "Declare a custom attribute: NAME:TYPE, where TYPE is string, number, boolean or date_time.")
    var attribute: [String] = []

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, jsonl

        var recordFormat: RecordFile.Format { self == .csv ? .csv : .jsonl }
    }

    func validate() throws {
        _ = try declared()
    }

    func run() async throws {
        let settings = options.settings
        let composition = try await AttributeDeclaration(attributes: try declared()).open(settings)
        let progress = ProgressLine(isShown: Console.isTerminal && !settings.printsJSON)
        var results: [FileImport.Result] = []
        let loader = composition.loader(of: kind)
        for path in files {
            let result = try await FileImport(path: path, format: format?.recordFormat).attempt(
                loader, progress: progress)
            if let problem = result.problem {
                Console.complain(problem.contains(path) ? problem : "\(path): \(problem)")
            } else if !settings.printsJSON {
                say(result, known: loader.knownColumns)
            }
            results.append(result)
        }
        if settings.printsJSON { try Console.json(results) }
        if results.contains(where: { $0.problem != nil }) { throw ExitStatus.failed }
        if results.contains(where: { $0.tally.rejected > 0 }) { throw ExitStatus.doneWithFailures }
    }

    private func declared() throws -> [AttributeDefinition] {
        var declared: [AttributeDefinition] = []
        for text in attribute {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let entity = kind.recordKind?.entity,
                AttributeDefinition.isValid(apiName: parts[0]),
                let type = AttributeType(rawValue: parts[1])
            else {
                throw ValidationError(
                    "--attribute \(text): write NAME:TYPE for accounts or users, where NAME has small letters, digits and _, "
                        + "and TYPE is string, number, boolean or date_time.")
            }
            let definition = AttributeDefinition(entity: entity, apiName: parts[0], type: type)
            if StandardAttribute.type(of: parts[0], entity: entity) != nil {
                throw ValidationError(
                    "--attribute \(text): every \(entity.rawValue) has '\(parts[0])' already; leave this out.")
            }
            if let other = declared.first(where: { $0.apiName == parts[0] && $0.type != type }) {
                throw ValidationError("--attribute \(text): another --attribute makes it a \(other.type.rawValue).")
            }
            if !declared.contains(definition) { declared.append(definition) }
        }
        return declared
    }

    private func say(_ result: FileImport.Result, known: [String]) {
        let tally = result.tally
        var parts = ["\(grouped(tally.new)) new"]
        if tally.changed > 0 { parts.append("\(grouped(tally.changed)) changed") }
        if tally.unchanged > 0 { parts.append("\(grouped(tally.unchanged)) unchanged") }
        if tally.duplicates > 0 { parts.append("\(grouped(tally.duplicates)) known already") }
        if tally.waiting > 0 { parts.append("\(grouped(tally.waiting)) waiting for their user's account") }
        if tally.newUsers > 0 { parts.append("\(counted(tally.newUsers, "user")) known only by them") }
        if tally.rejected > 0 { parts.append("\(grouped(tally.rejected)) rejected") }
        Console.say("\(result.file): \(kind.rawValue): \(parts.joined(separator: ", ")).")
        if !result.ignoredColumns.isEmpty { Console.say("  \(told(ignored: result.ignoredColumns, known: known))") }
        if let reopening = tally.reopening { Console.say("  \(reopening)") }
        if let shared = tally.sharedEmails {
            Console.say(
                "  \(grouped(shared.persons)) persons have an e-mail address that another person has too, such as "
                    + "\(shared.example.joined(separator: " and ")). They are kept apart.")
        }
        if let file = result.rejectedFile { Console.say("  The rejected rows and why: \(file)") }
    }

    /// Columns that were left alone, and how each would be taken.
    private func told(ignored: [String], known: [String]) -> String {
        var sentences = ["Ignored columns: \(ignored.joined(separator: ", "))."]
        let meant = ignored.map { ($0, Misspelling.meant(by: $0, of: known)) }
        let renamings = meant.compactMap { name, known in known.map { "\(name) to \($0)" } }
        if !renamings.isEmpty { sentences.append("Rename \(renamings.joined(separator: ", ")).") }
        if renamings.count < ignored.count, kind.recordKind?.entity != nil {
            sentences.append("Declare what you want under attributes in crosswalk.yaml, or with --attribute NAME:TYPE.")
        }
        return sentences.joined(separator: " ")
    }
}
