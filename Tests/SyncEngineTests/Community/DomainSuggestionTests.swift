import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// Open domains and the accounts that they may belong to.
@Suite struct DomainSuggestionTests {
    private let now = Instant(milliseconds: 1_780_000_000_000)

    @Test func `people at the domain or below it, websites and names speak for accounts, in this order`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            [
                ["A1", "Northwind Traders", ""], ["A2", "Blue", "https://www.northwind.example/en"],
                ["A3", "Nothing", ""],
            ],
            ["id", "name", "website"], .accounts)
        try await hub.load(
            [
                ["U1", "a@northwind.example", "A3"], ["U2", "b@mail.northwind.example", "A3"],
                ["U3", "c@notnorthwind.example", "A1"],
            ],
            ["id", "email", "account_id"], .users)
        try await hub.load(
            accounts: [],
            members: [
                ("1", "x@northwind.example"), ("2", "y@eu.northwind.example"), ("3", "z@gmail.com"),
                ("4", "q@other.example"),
            ])
        try await hub.associate()
        let open = try await hub.store.unresolvedDomains(limit: 10, providers: MailProviders(), now: now)
        #expect(open.count == 2)
        let domains = open.domains
        #expect(domains.map(\.domain) == ["northwind.example", "other.example"])
        #expect(domains.map(\.members) == [2, 1])
        let first = try #require(domains.first)
        #expect(first.suggestions.map(\.account) == ["A3", "A2", "A1"])
        #expect(
            first.suggestions.map(\.reason) == [
                "2 product users of this domain", "its website is of this domain", "its name is similar to northwind",
            ])
        #expect(first.clear == nil)
        #expect(domains.last?.suggestions.isEmpty == true)
    }

    @Test func `a mail provider's domain is never open, though persons' accounts at it may be several`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            accounts: [("A1", "One"), ("A2", "Two")],
            members: [("1", "x@gmail.com"), ("2", "x@firm.example"), ("3", "y@firm.example"), ("4", "z@late.example")])
        try await hub.load(
            ["gmail.com", "firm.example"].flatMap { [["\($0)1", "x@\($0)", "A1"], ["\($0)2", "x@\($0)", "A2"]] },
            ["id", "email", "account_id"], .users)
        try await hub.associate()
        let open = try await hub.store.unresolvedDomains(limit: 1, providers: MailProviders(), now: now)
        #expect(open.domains.map(\.domain) == ["firm.example"])
        #expect(open.domains.map(\.members) == [2] && open.count == 2)
    }

    @Test func `of two domains with as many members, the one whose members do more is first`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            accounts: [], members: [("1", "a@first.example"), ("2", "b@second.example"), ("3", "c@third.example")])
        let (recent, coming) = (now.advanced(by: .seconds(-86_400)), now.advanced(by: .seconds(60)))
        try await hub.load(activity: [("x1", "2", recent.iso8601), ("x2", "3", coming.iso8601)])
        try await hub.associate()
        let open = try await hub.store.unresolvedDomains(limit: 10, providers: MailProviders(), now: now)
        #expect(open.domains.map(\.domain) == ["second.example", "first.example", "third.example"])
        #expect(open.domains.map(\.activeMembers) == [1, 0, 0])
    }

    @Test func `people of an internationalised domain speak for their account`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            [["A1", "One", "https://bücher.example"], ["A2", "Two", ""]], ["id", "name", "website"], .accounts)
        try await hub.load(accounts: [], members: [("1", "x@bücher.example")])
        try await hub.load(
            [
                ["U1", "a@bücher.example", "A2"], ["U2", "b@mail.BÜCHER.example", "A2"],
                ["U3", "c@xn--bcher-kva.example.", "A2"],
            ], ["id", "email", "account_id"], .users)
        try await hub.associate()
        let domain = try #require(
            try await hub.store.unresolvedDomains(limit: 10, providers: MailProviders(), now: now).domains.first)
        #expect(domain.domain == "xn--bcher-kva.example")
        #expect(
            domain.suggestions.map(\.reason) == ["3 product users of this domain", "its website is of this domain"])
        #expect(domain.clear == nil)
    }

    @Test func `what is assigned already is not suggested again`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "One"), ("A2", "Two")], members: [("1", "x@firm.example")])
        try await hub.load(
            [["U1", "a@firm.example", "A1"], ["U2", "b@firm.example", "A1"]], ["id", "email", "account_id"], .users)
        try await hub.load([["firm.example", "A1"], ["firm.example", "A2"]], ["domain", "account_id"], .domains)
        try await hub.associate()
        let domain = try #require(
            try await hub.store.unresolvedDomains(limit: 10, providers: MailProviders(), now: now).domains.first)
        #expect(domain.suggestions.isEmpty)
    }

    @Test func `a provider's domain is refused, as the configuration has it`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme")], members: [])
        var changes = HubConfiguration.FreeMailChanges()
        changes.add = ["acme.com"]
        changes.remove = ["gmx.net"]
        let providers = MailProviders(changes: changes)
        for refused in ["gmail.com", "mail.acme.com", "acme.com"] {
            await #expect(throws: PlainError.self) {
                try await hub.store.assign(domain: refused, to: "A1", providers: providers)
            }
        }
        #expect(
            try await hub.store.assign(domain: "https://www.GMX.net/x", to: "A1", providers: providers) == "gmx.net")
        // A file may bring any domain; those that find nobody are told.
        try await hub.load([["gmail.com", "A1"], ["x.example", "A9"]], ["domain", "account_id"], .domains)
        let idle = try await hub.store.idleDomains(providers: providers)
        #expect(idle.withoutAccount == ["x.example"] && idle.ofProviders == ["gmail.com"])
    }

    @Test func `a file's row whose domain nobody can register is left out, with the reason`() async throws {
        let hub = try await CommunityHub()
        let plan = try ImportPlan(kind: .domains, header: ["domain", "account_id"], attributes: [])
        var batch = TextBatch(columnCount: 2)
        for cell in ["acme.com", "A1", "x y", "A1", "co.uk", "A1", "bücher.example", "A1"] { batch.append(cell.utf8) }
        let counts = try await hub.store.load([batch], as: plan)
        #expect(counts.new == 2)
        #expect(counts.rejected.map(\.reason).allSatisfy { $0.contains("none that somebody registered") })
        #expect(counts.rejected.count == 2)
    }
}
