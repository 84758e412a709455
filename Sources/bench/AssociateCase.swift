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
        let providers = Self.embeddedLists()
        let loaded = clock.now
        let spentBefore = cpuSeconds()
        let decided = await decide(accounts, persons, places, domains, members, providers)
        let done = clock.now
        let spent = cpuSeconds() - spentBefore
        if let answers { try write(decided, accounts["id"], members["id"], to: answers) }
        try BenchResult(
            name: "associate", rows: members.rowCount, seconds: (done - loaded).inSeconds, cpuSeconds: spent,
            loadSeconds: (loaded - begin).inSeconds
        ).print()
    }

    /// Each of these waits only for what it is made of, so that two cores are busy from the first to the last.
    private func decide(
        _ accounts: CSVColumns, _ persons: CSVColumns, _ places: CSVColumns, _ domains: CSVColumns,
        _ members: CSVColumns, _ providers: MailProviders
    ) async -> AssociationDecisions {
        let rules = CommunitySettings.Rule.allCases
        async let people = Self.people(members["email"])
        async let names = CompanyKeys.sideBySide(accounts["name"])
        async let assigned = Self.assigned(domains, accounts["id"])
        async let known = Self.known(persons, places, accounts["id"])
        let hosts = HostBook(domains: await assigned, names: await names)
        let (found, theirHosts) = await people
        let facts = await hosts.factsSideBySide(of: theirHosts, rules: rules, providers: providers)
        let book = AssociationBook(
            accounts: .init(ids: accounts["id"], names: accounts["name"]), persons: await known, hosts: hosts)
        let associator = Associator(rules: rules, book: book, providers: providers)
        return await associator.decideSideBySide(found, hosts: theirHosts, facts: facts)
    }

    /// The lists that the program carries, read: the peer has its own in tables before it begins.
    private static func embeddedLists() -> MailProviders {
        let providers = MailProviders()
        _ = providers.contain("mail.example.com")
        _ = CompanyKeys(TextColumn(["Example Inc."]))
        return providers
    }

    private static func people(_ emails: TextColumn) async -> (AssociationMembers, MemberHosts) {
        let members = AssociationMembers(emails: emails)
        return (members, MemberHosts(members.emails))
    }

    private static func assigned(_ domains: CSVColumns, _ accounts: TextColumn) async -> DomainEvidence {
        DomainEvidence(domains["domain"], accounts: RowsOfIDs(accounts).rows(of: domains["account_id"]))
    }

    private static func known(_ persons: CSVColumns, _ places: CSVColumns, _ accounts: TextColumn) async -> PersonBook {
        async let theirs = RowsOfIDs(accounts).rows(of: places["account_id"])
        async let whose = RowsOfIDs(persons["id"]).rows(of: places["person_id"])
        async let emails = KeyColumn(persons["email"], by: .email(foldsPlusTags: false))
        return PersonBook(
            PersonEvidence(
                ids: persons["id"], emails: await emails,
                places: .init(persons: await whose, accounts: await theirs)))
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
