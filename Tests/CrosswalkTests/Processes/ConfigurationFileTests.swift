import Foundation
import TestSupport
import Testing

/// A workspace whose `crosswalk.yaml` is broken or gone: every command says so, and a good one can take its place.
@Suite struct ConfigurationFileTests {
    private let folder: TemporaryFolder
    private var workspace: String { folder.file("workspace") }
    private var file: String { workspace + "/crosswalk.yaml" }
    private let good = "workspace: { name: Acme }\nattributes: { account: { plan: string } }\n"

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await run("init").status == 0)
        try write("id,name\na,Acme\n", "accounts.csv")
        #expect(try await run("import", "accounts", folder.file("accounts.csv")).status == 0)
        try write(good, "good.yaml")
    }

    @Test func `a broken file is named by every command, and replaced by a good one that is applied`() async throws {
        try "accounts: [".write(toFile: file, atomically: true, encoding: .utf8)
        for arguments in [["export", "accounts"], ["config", "diff", folder.file("good.yaml")], ["sync", "match"]] {
            let ending = try await Program.run(arguments, workspace: workspace)
            #expect(ending.status == 1 && ending.errors.hasPrefix("\(file) has a mistake"), "\(ending)")
        }
        try write("acounts: {}", "bad.yaml")
        let refused = try await run("config", "apply", folder.file("bad.yaml"))
        #expect(refused.status == 1 && refused.errors.hasPrefix("\(folder.file("bad.yaml")) has a mistake"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "accounts: [")

        let applied = try await run("config", "apply", folder.file("good.yaml"))
        #expect(applied.status == 0 && applied.output.contains("crosswalk.yaml.before-apply"), "\(applied)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == good)
        #expect(try String(contentsOfFile: file + ".before-apply", encoding: .utf8) == "accounts: [")
        #expect(try await run("export", "accounts").output.hasPrefix("id,name"))
    }

    @Test func `a lost file is called lost, and comes back from the history, from a file or afresh`() async throws {
        #expect(try await run("config", "apply", folder.file("good.yaml")).status == 0)
        try FileManager.default.removeItem(atPath: file)
        let lost = try await run("export", "accounts")
        #expect(lost.status == 1 && lost.errors.contains("crosswalk.yaml is missing"), "\(lost)")
        #expect(lost.errors.contains("config apply FILE") && lost.errors.contains("config history"))

        let kept = try await run("config", "history").output
        #expect(kept.split(separator: "\n").count == 2 && kept.contains("before the first change"), "\(kept)")
        let text = try await run("config", "history", "2").output
        #expect(text == good)
        try write(text, "kept.yaml")
        #expect(try await run("config", "apply", folder.file("kept.yaml")).status == 0)
        #expect(try await run("config", "diff", folder.file("good.yaml")).output == "Nothing would change.\n")

        try FileManager.default.removeItem(atPath: file)
        let fresh = try await run("init")
        #expect(fresh.status == 0 && fresh.output.contains("Wrote a fresh crosswalk.yaml"), "\(fresh)")
        #expect(try await run("export", "accounts").output.contains("a,Acme"))
    }

    @Test func `where there is no workspace at all, nothing is put in its place`() async throws {
        let elsewhere = folder.file("elsewhere")
        let ending = try await Program.run(
            ["config", "apply", folder.file("good.yaml")], workspace: elsewhere)
        #expect(ending.status == 1 && ending.errors.contains("There is no workspace at"), "\(ending)")
        #expect(!FileManager.default.fileExists(atPath: elsewhere))
    }

    private func run(_ arguments: String...) async throws -> Program.Ending {
        try await Program.run(arguments, workspace: workspace)
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    }
}
