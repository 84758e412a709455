import Foundation
import TestSupport
import Testing

/// What `import` says and leaves behind: bad rows, bad files among good ones, and attributes that it declares.
@Suite struct ImportProcessTests {
    private let folder: TemporaryFolder
    private var workspace: String { folder.file("workspace") }

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await run("init").status == 0)
    }

    @Test func `rejected rows are listed in the order of their lines with their own values, ready to be mended`()
        async throws
    {
        try write("id,name,created_at\na,\"Acme, Inc\",yesterday\nb,B,\nc,C\n,Nobody,\nd,D,never\n", "accounts.csv")
        let ending = try await run("import", "accounts", folder.file("accounts.csv"))
        #expect(ending.status == 3 && ending.output.contains("1 new, 4 rejected"), "\(ending)")
        let list = folder.file("accounts.csv.rejected.csv")
        let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.first == "line,reason,id,name,created_at")
        #expect(lines.dropFirst().map { $0.prefix { $0 != "," } } == ["2", "4", "5", "6"], "\(lines)")
        for (line, values) in [(1, ",a,\"Acme, Inc\",yesterday"), (2, ",c,C,"), (3, ",,Nobody,"), (4, ",d,D,never")] {
            #expect(lines[line].hasSuffix(values), "\(lines[line])")
        }

        let mended = lines.joined(separator: "\n").replacing("yesterday", with: "2025-01-01T00:00:00Z")
        try write(mended.replacing(",c,C,", with: ",c,See,").replacing(",,Nobody,", with: ",n,Nobody,"), "mended.csv")
        let again = try await run("import", "accounts", folder.file("mended.csv"))
        #expect(again.output.contains("3 new, 1 rejected"), "\(again)")
        #expect(try await run("export", "accounts").output.contains("a,\"Acme, Inc\",,,2025-01-01T00:00:00.000Z"))
    }

    @Test func `a file that cannot be loaded is named and stops no other`() async throws {
        try write("name\nNobody\n", "bad.csv")
        try write("id,name\nb,B\n", "good.csv")
        let (bad, good, none) = (folder.file("bad.csv"), folder.file("good.csv"), folder.file("none.csv"))
        let ending = try await run("import", "accounts", bad, none, good)
        #expect(ending.status == 1)
        #expect(ending.errors.contains("\(bad): ") && ending.errors.contains(none), "\(ending)")
        #expect(ending.output.hasPrefix("\(good): accounts: 1 new"), "\(ending)")
        #expect(try await run("export", "accounts").output.contains("b,B"))
        let told = try await run("import", "accounts", bad, "--json")
        #expect(told.status == 1 && told.output.contains("\"problem\""), "\(told)")
    }

    @Test func `columns that are spelled as people write them are named with what they are called here`() async throws {
        try write("Account ID,Name\na,Acme\n", "domains.csv")
        let lacking = try await run("import", "domains", folder.file("domains.csv"))
        #expect(lacking.status == 1)
        #expect(lacking.errors.contains("no columns domain and account_id"), "\(lacking)")
        #expect(lacking.errors.contains("Rename Account ID to account_id."), "\(lacking)")
        try write("Event ID,ts,type\n", "events.csv")
        let facts = try await run("import", "events", folder.file("events.csv"))
        #expect(facts.errors.contains("Rename Event ID to event_id."), "\(facts)")
        try write("id;Name;mood\na;Acme, Inc.;ok\n", "accounts.csv")
        let loaded = try await run("import", "accounts", folder.file("accounts.csv"))
        #expect(loaded.status == 0 && loaded.output.contains("1 new"), "\(loaded)")
        #expect(loaded.output.contains("Rename Name to name. Declare what you want"), "\(loaded)")
    }

    @Test func `an attribute that an import declares stands in the configuration file from then on`() async throws {
        try write("id,tier\na,gold\n", "accounts.csv")
        let ending = try await run("import", "accounts", folder.file("accounts.csv"), "--attribute", "tier:string")
        #expect(ending.status == 0 && ending.output.contains("Declared tier as string"), "\(ending)")
        #expect(try await run("config", "show").output.contains("tier: string"))
        let file = try String(contentsOfFile: workspace + "/crosswalk.yaml", encoding: .utf8)
        #expect(file.contains("tier: string") && file.contains("#"), "the comments stay")
        let again = try await run("import", "accounts", folder.file("accounts.csv"), "--attribute", "tier:string")
        #expect(again.status == 0 && !again.output.contains("Declared"), "\(again)")
        #expect(try await run("export", "accounts").output.contains("gold"))
    }

    @Test func `a file with one key twice changes nothing when it comes again, in either format`() async throws {
        try write("id,name\na,Old\nb,B\na,New\n", "accounts.csv")
        try write(
            """
            {"id":"u","first_name":"A","title":"CEO"}
            {"id":"u","first_name":"B"}
            """, "users.jsonl")
        try write("tenant,id,username\nt,1,old\nt,1,new\n", "members.csv")
        for (kind, file) in [
            ("accounts", "accounts.csv"), ("users", "users.jsonl"), ("community-users", "members.csv"),
        ] {
            #expect(try await run("import", kind, folder.file(file)).status == 0)
            let again = try await run("import", kind, folder.file(file))
            #expect(again.output.contains("0 new") && !again.output.contains("changed,"), "\(again)")
            #expect(again.output.contains(kind == "accounts" ? "3 unchanged" : "2 unchanged"), "\(again)")
        }
        #expect(try await run("export", "accounts").output.contains("a,New"))
        #expect(try await run("export", "users").output.contains("u,,,,,B,,CEO"))
        #expect(try await run("export", "community-users").output.contains("t,1,new"))
    }

    @Test func `where crosswalk.yaml cannot be written, an attribute lives on in the database, and is told of`()
        async throws
    {
        let file = workspace + "/crosswalk.yaml"
        // Whoever runs the tests may write everywhere, but no file of this size.
        let padding = String(repeating: "# \(String(repeating: "x", count: 1021))\n", count: 8 << 10)
        let text = try String(contentsOfFile: file, encoding: .utf8) + padding
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try write("id,tier\na,gold\n", "accounts.csv")
        let limited = try ChildProcess(
            "/bin/bash",
            [
                "-c", #"trap '' XFSZ; ulimit -f 6000; exec "$0" "$@""#, Program.path, "--workspace", workspace,
                "import",
                "accounts", folder.file("accounts.csv"), "--attribute", "tier:string",
            ], output: folder.file("said"), errors: folder.file("complained"))
        let status = try await limited.ending()
        let complaint = try String(contentsOfFile: folder.file("complained"), encoding: .utf8)
        #expect(status == 0, "\(complaint)")
        #expect(complaint.contains("Add there yourself: attributes.account.tier: string."), "\(complaint)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
        #expect(try await run("export", "accounts").output.contains("gold"))
    }

    @Test(arguments: [
        (["plan:number"], Int32(1), "plan is declared as string already"),
        (["zz:string", "zz:number"], 2, "another --attribute makes it a string"),
        (["name:string"], 2, "every account has 'name' already"),
    ])
    func `an attribute that is something else already is refused, and nothing is loaded`(
        options: [String], status: Int32, says: String
    ) async throws {
        try "attributes: { account: { plan: string } }\n".write(
            toFile: workspace + "/crosswalk.yaml", atomically: true, encoding: .utf8)
        try write("id,plan,zz\na,1,2\n", "accounts.csv")
        let arguments = ["import", "accounts", folder.file("accounts.csv")] + options.flatMap { ["--attribute", $0] }
        let ending = try await Program.run(arguments, workspace: workspace)
        #expect(ending.status == status && ending.errors.contains(says), "\(ending)")
        #expect(try await !run("export", "accounts").output.contains("a,"))
    }

    private func run(_ arguments: String...) async throws -> Program.Ending {
        try await Program.run(arguments, workspace: workspace)
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    }
}
