import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// An incremental match must leave the very links that a match of everything would.
@Suite struct IncrementalMatchTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `users: whatever changes, incremental equals whole`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var workspace = try await MatchWorkspace(attributes: [
            AttributeDefinition(entity: .user, apiName: "no", type: seed.isMultiple(of: 2) ? .number : .string)
        ])
        let number = seed.isMultiple(of: 2) ? "Number__c" : "No__c"
        workspace.configuration.users.match = [
            .salesforceID, .customField(ours: "no", theirs: number, ignoresCase: true),
            .email(foldsPlusTags: seed.isMultiple(of: 3)), .phone(defaultCountry: seed.isMultiple(of: 5) ? "49" : nil),
        ]
        let ours = ["id", "email", "phone", "salesforce_contact_id", "no"]
        let theirs = ["Id", "Email", "Phone", number, "CreatedDate", "IsDeleted"]
        func our(_ id: Int) -> [String] {
            [
                "u\(id)", email(&random), phone(&random), random.below(4) == 0 ? contact(random.below(70)) : "",
                "\(random.below(30))",
            ]
        }
        func their(_ id: Int) -> [String] {
            [
                contact(id), email(&random), phone(&random), random.below(3) == 0 ? "" : "\(random.below(30))",
                "2025-01-\(10 + random.below(20))T00:00:00Z", random.below(6) == 0 ? "true" : "false",
            ]
        }
        try await workspace.load(.users, ours, (0..<60).map(our))
        try await workspace.mirror("Contact", theirs, (0..<60).map(their))
        try await workspace.match(.user, spanSize: 16)
        for step in 0..<10 {
            try await workspace.load(.users, ours, (0..<random.below(4)).map { _ in our(random.below(70)) })
            try await workspace.mirror("Contact", theirs, (0..<random.below(4)).map { _ in their(random.below(70)) })
            if step % 3 == 1 {
                let verdict = [LinkVerdict.link, .never, .withdrawn][random.below(3)]
                try await workspace.decide(
                    verdict, .user, "u\(random.below(60))",
                    random.below(3) == 0 && verdict != .link ? nil : contact(random.below(70)))
            }
            let report = try await workspace.match(.user, run: Int64(step + 2))
            #expect(report["decided"] < 60, "step \(step) was no incremental match")
            #expect(try await workspace.unproven(.user) == [], "seed \(seed), step \(step)")
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `accounts: users that come, go and are seen count too`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var workspace = try await MatchWorkspace()
        var recent = MatchRule.RecentUsers()
        recent.threshold = .share(0.5, floor: 2)
        recent.sample = 4
        workspace.configuration.accounts.match = [
            .salesforceID, .websiteDomain(seed.isMultiple(of: 2) ? .host : .registrable), .name,
            .recentUserDomain(recent),
        ]
        workspace.configuration.accounts.whenSeveral = seed.isMultiple(of: 3) ? .reject : .first
        let domains = ["acme.com", "app.acme.com", "gmail.com", "foo.co.uk", "bar.io", "baz.de"]
        func our(_ id: Int) -> [String] {
            ["a\(id)", "Name \(random.below(40))", random.below(3) == 0 ? "https://" + domains[random.below(6)] : ""]
        }
        func their(_ id: Int) -> [String] {
            [
                account(id), "NAME \(random.below(80))", random.below(2) == 0 ? domains[random.below(6)] + "/x" : "",
                "2025-01-\(10 + random.below(20))T00:00:00Z", random.below(6) == 0 ? "true" : "false",
            ]
        }
        func user(_ id: Int) -> [String] {
            [
                "u\(id)", "a\(random.below(34))", "x\(id)@\(domains[random.below(6)])",
                random.below(5) == 0 ? "" : "2025-02-0\(1 + random.below(9))T00:00:00Z",
            ]
        }
        let users = ["id", "account_id", "email", "last_seen_at"]
        let theirs = ["Id", "Name", "Website", "CreatedDate", "IsDeleted"]
        try await workspace.load(.accounts, ["id", "name", "website"], (0..<30).map(our))
        try await workspace.load(.users, users, (0..<90).map(user))
        try await workspace.mirror("Account", theirs, (0..<30).map(their))
        try await workspace.match(.account, spanSize: 16)
        for step in 0..<10 {
            try await workspace.load(
                .accounts, ["id", "name", "website"], (0..<random.below(3)).map { _ in our(random.below(34)) })
            try await workspace.load(.users, users, (0..<random.below(5)).map { _ in user(random.below(100)) })
            try await workspace.mirror("Account", theirs, (0..<random.below(3)).map { _ in their(random.below(36)) })
            try await workspace.match(.account, run: Int64(step + 2))
            #expect(try await workspace.unproven(.account) == [], "seed \(seed), step \(step)")
        }
    }

    @Test func `nothing changed means nothing decided`() async throws {
        let workspace = try await simple()
        #expect(try await workspace.match(.user)["linked"] == 1)
        #expect(try await workspace.match(.user)["decided"] == 0)
        let again = try await workspace.match(.user, all: true)
        #expect(again["decided"] == 2)
        #expect(again["linked"] + again["relinked"] + again["unlinked"] + again["unmatched"] == 0)
    }

    @Test func `new rules decide everything again`() async throws {
        var workspace = try await simple()
        try await workspace.match(.user, spanSize: 16)
        workspace.configuration.users.match = [.phone(defaultCountry: nil)]
        let report = try await workspace.match(.user, spanSize: 16)
        #expect(report["decided"] == 2)
        #expect(report["unlinked"] == 1)
    }

    @Test(arguments: ["DELETE FROM sf_contact", "DELETE FROM user WHERE id = 'u1'"])
    func `a row that vanishes is noticed though it has no revision`(sql: String) async throws {
        let workspace = try await simple()
        try await workspace.match(.user, spanSize: 16)
        try await workspace.store.write { try $0.execute(sql: sql) }
        let report = try await workspace.match(.user, spanSize: 16)
        #expect(report["decided"] == (sql.contains("user") ? 1 : 2))
        #expect(try await workspace.unproven(.user) == [])
        #expect(try await workspace.store.coverage(of: .user).linked == 0)
    }

    @Test func `a match that died after some batches is done again to the same end`() async throws {
        let workspace = try await simple()
        // Batches of one: each link is a transaction of its own, the state comes last.
        try await workspace.match(.user, batchSize: 1)
        #expect(try await workspace.unproven(.user) == [])
        #expect(
            try await workspace.store.outcomeCounts(of: RunNumber(1), stage: .match) == [
                .linked: 1, .unmatchedNoCandidate: 1,
            ])
    }

    private func simple() async throws -> MatchWorkspace {
        let workspace = try await MatchWorkspace()
        try await workspace.load(.users, ["id", "email", "phone"], [["u1", "a@x.com", ""], ["u2", "b@x.com", ""]])
        try await workspace.mirror("Contact", ["Id", "Email", "Phone"], [[contact(1), "A@x.com", "55555"]])
        return workspace
    }

    private func email(_ random: inout SeededGenerator) -> String {
        switch random.below(5) {
        case 0: ""
        case 1: "P\(random.below(25))+tag@X.com"
        default: "p\(random.below(25))@x.com"
        }
    }

    private func phone(_ random: inout SeededGenerator) -> String {
        random.below(3) == 0 ? "" : "0711 55\(10 + random.below(25))"
    }

    private func contact(_ number: Int) -> String {
        KeyNormaliser.salesforceID.key(of: "0035g00000000\(10 + number)") ?? ""
    }
    private func account(_ number: Int) -> String {
        KeyNormaliser.salesforceID.key(of: "0015g00000000\(10 + number)") ?? ""
    }
}
