import ArgumentParser
import Connectors
import Domain
import Foundation
import SyncEngine

/// How long it takes to find the accounts of a community's members once the files are in memory: ids joined, keys of
/// all sides, indices, decisions.
struct AssociateCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "associate", abstract: "Find the accounts of a community's members.")

    @Option(help: "A folder with accounts, persons, account-persons, domains and community-users as CSV.") var data:
        String
    @Option(help: "Where to write each member's id and account.") var answers: String?

    func run() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let accounts = try CSVColumns("\(data)/accounts.csv", ["id", "name"])
        let persons = try CSVColumns("\(data)/persons.csv", ["id", "email"])
        let places = try CSVColumns("\(data)/account-persons.csv", ["person_id", "account_id"])
        let domains = try CSVColumns("\(data)/domains.csv", ["domain", "account_id"])
        let members = try CSVColumns("\(data)/community-users.csv", ["id", "email"])
        let loaded = clock.now
        let spentBefore = cpuSeconds()
        let decided = await decide(accounts, persons, places, domains, members)
        let done = clock.now
        let spent = cpuSeconds() - spentBefore
        if let answers { try write(decided, accounts["id"], members["id"], to: answers) }
        try BenchResult(
            name: "associate", rows: members.rowCount, seconds: (done - loaded).inSeconds, cpuSeconds: spent,
            loadSeconds: (loaded - begin).inSeconds
        ).print()
    }

    private func decide(
        _ accounts: CSVColumns, _ persons: CSVColumns, _ places: CSVColumns, _ domains: CSVColumns,
        _ members: CSVColumns
    ) async -> AssociationDecisions {
        async let evidence = PersonEvidence(
            persons: persons["id"], emails: persons["email"],
            places: .init(
                persons: places["person_id"], accounts: places["account_id"],
                isPrimary: [Bool](repeating: false, count: places.rowCount)),
            accounts: accounts["id"])
        async let people = Self.people(members["email"])
        let names = CompanyKeys(accounts["name"])
        let assigned = DomainEvidence(
            domains["domain"], accounts: domains["account_id"], known: accounts["id"])
        let book = AssociationBook(
            accounts: .init(ids: accounts["id"], names: accounts["name"]), persons: await evidence, domains: assigned,
            names: names)
        let associator = Associator(
            rules: CommunitySettings.Rule.allCases, book: book, providers: MailProviders())
        let (members, hosts) = await people
        return await associator.decideSideBySide(members, hosts: hosts)
    }

    private static func people(_ emails: TextColumn) -> (AssociationMembers, MemberHosts) {
        let members = AssociationMembers(emails: emails)
        return (members, MemberHosts(members.emails))
    }

    private func write(
        _ decisions: AssociationDecisions, _ accounts: TextColumn, _ members: TextColumn, to path: String
    ) throws {
        var writer = CSVWriter()
        writer.appendRow(["id", "account_id"])
        for row in 0..<decisions.count {
            let decision = decisions[row]
            writer.appendRow([members[row], decision.verdict == .linked ? accounts[Int(decision.account)] : ""])
        }
        try Data(writer.take()).write(to: URL(filePath: path))
    }
}
