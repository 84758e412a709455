import Foundation
import TestSupport
import Testing

/// Communities from the command line: connected, read, associated, given roles, and all that taken back.
@Suite(.serialized) struct CommunityProcessTests {
    @Test func `two tenants are connected, read by sync, and what a run gave is taken back by undo`() async throws {
        let folder = try TemporaryFolder()
        let rows = [
            "en,1,ada,ada@acme.com", "en,2,bo,bo@bolting.example", "de,1,ida,ida@acme.com", "de,2,jo,jo@gmail.com",
        ]
        let platform = try await SimulatedPlatform(
            in: folder.file("platform"), ["community-users": ["tenant,id,username,email"] + rows])
        let workspace = folder.file("workspace")
        func run(_ arguments: String...) async throws -> Program.Ending {
            try await Program.run(arguments, workspace: workspace)
        }
        try #require(try await run("init").status == 0)
        try write("id,name\nA1,Acme\nA2,Bolting\n", to: folder.file("accounts.csv"))
        try #require(try await run("import", "accounts", folder.file("accounts.csv")).status == 0)

        let connect = ["connect", "community", "--host", platform.address, "--client-secret", "crosswalk-secret"]
        for tenant in ["en", "de"] {
            let ending = try await Program.run(
                connect + ["--tenant", tenant, "--client-id", tenant], workspace: workspace)
            #expect(ending.status == 0 && ending.output.contains("2 members"), "\(ending)")
        }
        let configuration = try String(contentsOfFile: workspace + "/crosswalk.yaml", encoding: .utf8)
        let wrong = try await run(
            "connect", "community", "--host", platform.address, "--client-secret", "wrong", "--tenant", "fr",
            "--client-id", "en")
        #expect(wrong.status == 1 && wrong.errors.contains("does not accept the credentials"), "\(wrong)")
        #expect(try String(contentsOfFile: workspace + "/crosswalk.yaml", encoding: .utf8) == configuration)
        #expect(configuration.contains("{ tenant: en, host: ") && configuration.contains("{ tenant: de, host: "))
        #expect(!configuration.contains("crosswalk-secret"))

        let synced = try await run("sync")
        #expect(synced.status == 0, "\(synced)")
        let explained = try await run("explain", "community-user", "de/1")
        #expect(explained.output.contains("Decision: linked by name, account A1"), "\(explained)")
        #expect(try await run("undo", "1").errors.contains("neither replaces a value of yours"))
        let rehearsed = try await run("sync", "associate", "--dry-run")
        #expect(rehearsed.output.contains("Match rate: 75 % before, 75 % after"), "\(rehearsed)")
        let doctor = try await run("doctor")
        #expect(doctor.output.contains("community en: connected, 2 members"), "\(doctor)")

        for role in ["a;b", " ", "two\nlines"] {
            let refused = try await run("audience", "has account", "--grant", role, "--yes")
            #expect(refused.status == 2 && refused.errors.contains("without a semicolon"), "\(refused)")
        }
        let preview = try await run("audience", "account_id = \"A1\"", "--grant", "VIP")
        #expect(preview.output.contains("2 of 2 members would be given the role VIP"), "\(preview)")
        let granted = try await run("audience", "account_id = \"A1\"", "--grant", "VIP", "--yes")
        #expect(granted.status == 0 && granted.output.contains("crosswalk undo 2"), "\(granted)")
        #expect(try await run("sync", "community").status == 0)
        #expect(try await run("audience", "roles contains \"vip\"").output.contains("en,1"))
        #expect(try await run("undo", "2").status == 0)
        #expect(try await run("sync", "community", "--full").status == 0)
        #expect(try await !run("audience", "roles contains \"vip\"").output.contains("en,1"))
    }

    @Test func `a table is given accounts by address, and by company where the address leads nowhere`() async throws {
        let folder = try TemporaryFolder()
        let workspace = folder.file("workspace")
        func run(_ arguments: String...) async throws -> Program.Ending {
            try await Program.run(arguments, workspace: workspace)
        }
        try #require(try await run("init").status == 0)
        try write("id,name\nA1,\"Acme, Inc.\"\nA2,Bolting\n", to: folder.file("accounts.csv"))
        try write("id,email\nP1,ada@home.example\n", to: folder.file("persons.csv"))
        try write("person_id,account_id\nP1,A2\n", to: folder.file("account-persons.csv"))
        for kind in ["accounts", "persons", "account-persons"] {
            try #require(try await run("import", kind, folder.file("\(kind).csv")).status == 0)
        }
        try write(
            "mail,firm,note\nx@acme.com,,\"a, b\"\nADA@home.example,,\ny@gmail.com,BOLTING GmbH,\nz@nobody.example,,\n",
            to: folder.file("leads.csv"))
        let ending = try await run(
            "associate", folder.file("leads.csv"), "--email", "mail", "--company", "firm", "--output",
            folder.file("out.csv"))
        #expect(ending.status == 0, "\(ending)")
        let lines = try String(contentsOfFile: folder.file("out.csv"), encoding: .utf8).split(separator: "\n")
        #expect(
            lines == [
                "mail,firm,note,person_id,account_id,account_rule",
                "x@acme.com,,\"a, b\",,A1,name_without_legal_form", "ADA@home.example,,,P1,A2,person",
                "y@gmail.com,BOLTING GmbH,,,A2,company", "z@nobody.example,,,,,unmatched",
            ])
    }

    @Test
    func `an assignment, however it was written, is found and taken back; persons who share an address are named`()
        async throws
    {
        let folder = try TemporaryFolder()
        let workspace = folder.file("workspace")
        func run(_ arguments: String...) async throws -> Program.Ending {
            try await Program.run(arguments, workspace: workspace)
        }
        try #require(try await run("init").status == 0)
        let files = [
            "accounts": "id,name\nA1,Umbrella\n", "persons": "id,email\np1,a@b.com\np2,A@B.com\n",
            "community-users": "id,email\n1,joe@acme.com\n",
            "domains": "domain,account_id\nACME.COM,A1\nwww.acme.com,A1\n",
        ]
        var said: [String: String] = [:]
        for (kind, text) in files.sorted(by: { $0.key < $1.key }) {
            try write(text, to: folder.file("\(kind).csv"))
            let ending = try await run("import", kind, folder.file("\(kind).csv"))
            #expect(ending.status == 0, "\(ending)")
            said[kind] = ending.output
        }
        #expect(said["persons"]?.contains("2 persons have an e-mail address that another person has too") == true)
        #expect(
            said["persons"]?.contains("p1 and p2") == true && said["domains"]?.contains("1 new, 1 unchanged") == true)
        let again = try await run("import", "persons", folder.file("persons.csv"), "--json")
        #expect(again.output.contains("\"persons\" : 2"), "\(again)")

        func account() async throws -> String {
            #expect(try await run("community", "associate").status == 0)
            return try await run("export", "community-links").output
        }
        #expect(try await account().contains("default,1,A1,domain_map"))
        #expect(try await run("domains", "unassign", "Acme.com", "A1").status == 0)
        #expect(try await account().contains("default,1,,"))
        #expect(try await run("domains", "unassign", "acme.com").status == 1)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
