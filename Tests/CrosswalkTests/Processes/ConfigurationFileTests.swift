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

        try "users: ]".write(toFile: file, atomically: true, encoding: .utf8)
        let second = try await run("config", "apply", folder.file("good.yaml"))
        #expect(second.status == 0 && second.output.contains("crosswalk.yaml.before-apply-2"), "\(second)")
        #expect(try String(contentsOfFile: file + ".before-apply", encoding: .utf8) == "accounts: [")
        #expect(try String(contentsOfFile: file + ".before-apply-2", encoding: .utf8) == "users: ]")
    }

    @Test func `a change of type tells what it would lose, and loses it only where that is accepted`() async throws {
        #expect(try await run("config", "apply", folder.file("good.yaml")).status == 0)
        try write("id,plan\na,gold\nb,7\n", "plans.csv")
        #expect(try await run("import", "accounts", folder.file("plans.csv")).status == 0)
        try write(good.replacing("plan: string", with: "plan: number"), "number.yaml")
        let loss = "attributes.account.plan: 1 value does not convert from string to number"
        let diff = try await run("config", "diff", folder.file("number.yaml"))
        #expect(diff.output.contains("\(loss) and would be lost: a \"gold\""), "\(diff)")
        let refused = try await run("config", "apply", folder.file("number.yaml"))
        #expect(refused.status == 1 && refused.errors.contains(loss), "\(refused)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == good)

        // The same where somebody writes the file by hand.
        let text = try String(contentsOfFile: folder.file("number.yaml"), encoding: .utf8)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let export = try await run("export", "accounts")
        #expect(export.status == 1 && export.errors.contains(loss), "\(export)")
        let accepted = try await run("config", "apply", "--accept-losses", file)
        #expect(accepted.status == 0 && accepted.output.contains("\(loss) and was lost"), "\(accepted)")
        let exported = try await run("export", "accounts").output
        #expect(exported.contains("b,,,,,7") && !exported.contains("gold"), "\(exported)")
    }

    @Test func `what init made is told apart for machines`() async throws {
        let made = { (told: Program.Ending) in
            told.output.split(separator: "\n").filter { $0.contains("\"made") || $0.contains("\"created") }.map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " ,"))
            }
        }
        #expect(
            made(try await run("init", "--json")) == [
                "\"created\" : \"no\"", "\"madeConfiguration\" : false", "\"madeDatabase\" : false",
            ])
        for name in ["crosswalk.db", "crosswalk.db-wal", "crosswalk.db-shm"] {
            try? FileManager.default.removeItem(atPath: "\(workspace)/\(name)")
        }
        #expect(
            made(try await run("init", "--json")) == [
                "\"created\" : \"yes\"", "\"madeConfiguration\" : false", "\"madeDatabase\" : true",
            ])
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
