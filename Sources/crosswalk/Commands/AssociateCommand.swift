import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Adds person and account ids to any table, by the same ways as for members.
struct AssociateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "associate", abstract: "Add person_id, account_id and account_rule to the rows of any file.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A CSV file.") var file: String
    @Option(help: "The column with e-mail addresses.") var email: String
    @Option(help: "A column with company names, for rows whose address leads nowhere.") var company: String?
    @Option(help: "The file to write; standard output otherwise.") var output: String?

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        guard !file.lowercased().hasSuffix(".jsonl") else {
            throw PlainError("\(file) is a file of JSON Lines; associate reads tables with a header row (CSV).")
        }
        var input = try RecordFile(path: file, format: .csv, columns: [])
        let emailColumn = try column(email, in: input.header)
        let companyColumn = try company.map { try column($0, in: input.header) }
        let enrichment = try await enrichment(composition)
        let added = ["person_id", "account_id", "account_rule"]
        if let known = added.first(where: input.header.contains) {
            throw PlainError("\(file) has a column \(known) already. Rename it or take it out first.")
        }
        let result = try ExportFile(path: output, format: options.json ? .jsonl : .csv)
        try result.write(.header(input.header + added))
        var found = 0
        while let batch = try input.next() {
            let emails = TextColumn((0..<batch.rowCount).map { batch.string(row: $0, column: emailColumn) })
            let companies = companyColumn.map { column in
                TextColumn((0..<batch.rowCount).map { batch.string(row: $0, column: column) })
            }
            let findings = enrichment.find(emails: emails, companies: companies ?? TextColumn())
            var rows = TextBatch(columnCount: input.header.count + added.count)
            for (row, finding) in findings.enumerated() {
                for column in input.header.indices { rows.append(batch.bytes[batch.range(row: row, column: column)]) }
                for text in [finding.person, finding.account, finding.rule] { rows.append(text.utf8) }
                if !finding.account.isEmpty { found += 1 }
            }
            try result.write(.rows(rows))
        }
        try result.finish()
        Console.complain("\(grouped(found)) of \(grouped(result.rowCount)) rows have an account.")
        let rejected = input.takeRejected()
        guard rejected.isEmpty else {
            rejected.prefix(10).forEach { Console.complain("  line \($0.line): \($0.reason)") }
            throw ExitStatus.doneWithFailures
        }
    }

    private func column(_ name: String, in header: [String]) throws -> Int {
        guard let column = header.firstIndex(of: name) else {
            throw PlainError("\(file) has no column \(name). Its columns are: \(header.joined(separator: ", ")).")
        }
        return column
    }

    private func enrichment(_ composition: Composition) async throws -> Enrichment {
        let configuration = composition.configuration
        _ = try await composition.store.gatherIdentity(IdentitySettings(configuration))
        let input = try await composition.store.associationScene(
            AssociationReach(fingerprint: "", revision: 0, members: nil), rules: configuration.community.match)
        return Enrichment(
            input: input, persons: try await composition.store.knownPersons(), configuration: configuration)
    }
}
