import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Full disks, damaged files, wrong keys, two runs at once: each a plain sentence, and nothing lost.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BadSurroundingsTests {
    private let organisation: MidsizeOrganisation
    private let logs: TemporaryFolder
    private let org: SimulatedOrg
    private let workspace: ProcessWorkspace

    init() async throws {
        organisation = try MidsizeOrganisation()
        logs = try TemporaryFolder()
        org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        workspace = try await ProcessWorkspace(org)
    }

    @Test func `secrets are in no output, no log and no file, and the key is its owner's alone`() async throws {
        try await workspace.load(organisation, kinds: ["accounts"])
        let ending = try await workspace.run("sync", "--verbose", "--as-of", MidsizeOrganisation.asOf)
        #expect(ending.errors.contains("/services/oauth2/token"), "the log is on")
        for text in [ending.output, ending.errors] {
            #expect(!text.contains(ProcessWorkspace.secret) && !text.contains("Bearer"))
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: workspace.path)
        #expect(files.contains("crosswalk.db"))
        for file in files {
            let data = try Data(contentsOf: URL(filePath: workspace.path + "/" + file))
            #expect(data.range(of: Data(ProcessWorkspace.secret.utf8)) == nil, "\(file)")
        }
        let key = workspace.path + "/crosswalk.key"
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        let open = try await workspace.run("sync", "fetch")
        #expect(open.status == 1 && open.errors.contains("chmod 600"), "\(open)")
        let other = try await workspace.run("sync", "fetch", environment: ["CROSSWALK_KEY": "another"])
        #expect(other.status == 1 && other.errors.contains("connect again"), "\(other)")
    }

    @Test func `a second run at the same time is told so and starts nothing`() async throws {
        let slow = try await SimulatedOrg(
            data: organisation.salesforce, logs: workspace.folder.path, options: ["--hostile", "slow=100%"])
        try workspace.configure(slow, ProcessWorkspace.configuration)
        let first = try workspace.start(ProcessWorkspace.synchronize)
        while slow.requestCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let second = try await workspace.synchronize()
        #expect(second.status == 1 && second.errors.contains("Another run holds this workspace"), "\(second)")
        let journal = try await workspace.run("runs").output
        #expect(journal.contains("skipped overlap"), "\(journal)")
        first.kill()
        _ = try await first.ending()
        try workspace.configure(org, ProcessWorkspace.configuration)
        #expect(try await workspace.synchronize().status == 0, "the lock died with its process")
    }

    @Test func `a configuration with several mistakes is refused with all their lines`() async throws {
        let text = ProcessWorkspace.configuration
            .replacing("first_fetch: everything", with: "first_fetch: sometimes")
            .replacing("object: Account", with: "objekt: Account").replacing("au_30d", with: "au_31d")
        try workspace.configure(org, text)
        let ending = try await workspace.synchronize()
        #expect(ending.status == 1)
        for place in ["line 9", "line 11", "line 16", "did you mean 'object'"] {
            #expect(ending.errors.contains(place), "\(ending)")
        }
    }

    @Test func `a file that ends in the middle of a row loads all whole rows and names the other`() async throws {
        let whole = try String(contentsOfFile: organisation.product + "/users.csv", encoding: .utf8)
        let file = workspace.folder.file("users.csv")
        let lines = whole.split(separator: "\n")
        let half = lines.count / 2
        let text = lines.prefix(half).joined(separator: "\n") + "\n" + lines[half].prefix { $0 != "," }
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let cut = try await workspace.run("import", "users", file)
        #expect(cut.status == 3 && cut.output.contains("1 rejected"), "\(cut)")
        let loaded = try await workspace.run("export", "users").output.split(separator: "\n").count - 1
        #expect(loaded == half - 1)
        let rejected = try String(contentsOfFile: file + ".rejected.csv", encoding: .utf8)
        #expect(rejected.contains("\n\(half + 1),"), "\(rejected)")
    }

    @Test(arguments: ["csv", "jsonl"])
    func `a line of three hundred megabytes costs itself and no memory`(format: String) async throws {
        let file = workspace.folder.file("users.\(format)")
        let (before, after) =
            format == "csv"
            ? ("id,email\nlong,", "\nshort,s@x.com\n") : (#"{"id":"long","email":""#, "\"}\n{\"id\":\"short\"}\n")
        try Data(before.utf8).write(to: URL(filePath: file))
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        // The hole reads as zeros and takes no room on the disk.
        try handle.seek(toOffset: 300 << 20)
        try handle.write(contentsOf: Data(after.utf8))
        try handle.close()
        let program = try Program(["import", "users", file], workspace: workspace.path)
        let (ending, peak) = try await program.endingWithPeakMemory()
        #expect(ending.status == 3 && ending.output.contains("1 new, 1 rejected"), "\(ending)")
        #expect(peak > 1 << 20 && peak < 200 << 20)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk takes root"))
    func `a full disk is named, and with room again the same commands come to the same end`() async throws {
        let disk = try TemporaryFolder()
        try #require(try ChildProcess.shell("mount -t tmpfs -o size=3m tmpfs \(disk.path)") == 0)
        defer { _ = try? ChildProcess.shell("umount -l \(disk.path)") }
        try FileManager.default.copyItem(atPath: workspace.path, toPath: disk.file("workspace"))
        var ending: Program.Ending?
        for kind in ["accounts", "users", "events"] where ending?.status ?? 0 == 0 {
            ending = try await Program.run(
                ["import", kind, organisation.product + "/\(kind).csv"], workspace: disk.file("workspace"))
        }
        if ending?.status == 0 {
            ending = try await Program.run(ProcessWorkspace.synchronize, workspace: disk.file("workspace"))
        }
        #expect(ending?.status == 1)
        #expect("\(String(describing: ending))".contains("The disk is full"), "\(String(describing: ending))")

        try #require(try ChildProcess.shell("mount -o remount,size=100m \(disk.path)") == 0)
        for kind in ["accounts", "users", "events"] {
            let again = try await Program.run(
                ["import", kind, organisation.product + "/\(kind).csv"], workspace: disk.file("workspace"))
            #expect(again.status == 0, "\(again)")
        }
        try await workspace.load(organisation, kinds: ["accounts", "users", "events"])
        let expected = try await workspace.run("export", "kpis", "--as-of", MidsizeOrganisation.asOf).output
        let found = try await Program.run(
            ["export", "kpis", "--as-of", MidsizeOrganisation.asOf], workspace: disk.file("workspace")
        ).output
        #expect(found == expected && expected.count > 1000)
    }

    @Test func `near its reserve of requests a run pauses and says so`() async throws {
        let small = try await SimulatedOrg(
            data: organisation.salesforce, logs: workspace.folder.path, options: ["--quota", "10"])
        try workspace.configure(small, ProcessWorkspace.configuration)
        let ending = try await workspace.synchronize()
        #expect(ending.status == 1 && "\(ending)".contains("quota_reserve"), "\(ending)")
    }
}
