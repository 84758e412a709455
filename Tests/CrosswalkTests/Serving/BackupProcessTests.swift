import Foundation
import TestSupport
import Testing

/// `backup` and `restore` beside a server that takes in messages all the time.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BackupProcessTests {
    @Test func `a backup holds what was acknowledged before it, and a restore while serving brings just that back`()
        async throws
    {
        let workspace = try await ProcessWorkspace()
        let server = try await Server(workspace)
        let key = try await server.setUp().ingest
        let early = SendingClients(server, key: key, tag: "early")
        async let first: Void = early.run(clients: 4)
        while early.acknowledged.count < 100 { try await Task.sleep(for: .milliseconds(2)) }
        let before = early.acknowledged
        let backup = workspace.folder.file("backup.db")
        let made = try await workspace.run("backup", backup)
        #expect(made.status == 0, "\(made)")
        let late = SendingClients(server, key: key, tag: "late")
        async let second: Void = late.run(clients: 4)
        while late.acknowledged.count < 100 { try await Task.sleep(for: .milliseconds(2)) }
        early.end()
        late.end()
        await first
        await second

        let during = SendingClients(server, key: key, tag: "during")
        async let third: Void = during.run(clients: 2)
        while during.acknowledged.count < 20 { try await Task.sleep(for: .milliseconds(2)) }
        let restored = try await workspace.run("restore", backup)
        #expect(restored.status == 0, "\(restored)")
        let atRestore = during.acknowledged.count
        while during.acknowledged.count < atRestore + 100 { try await Task.sleep(for: .milliseconds(2)) }
        during.end()
        await third

        let users = try await workspace.users()
        #expect(users.isSuperset(of: before), "what was acknowledged before the backup is in it")
        #expect(users.allSatisfy { !$0.hasPrefix("late") }, "what came after the backup is not")
        #expect(users.isSuperset(of: during.acknowledged.dropFirst(atRestore + 40)), "the server goes on")
        let kept = try workspace.copy(database: workspace.database + ".before-restore")
        #expect(try await kept.users().isSuperset(of: early.acknowledged + late.acknowledged))
        #expect(try await server.stop().status == 0)
    }

    @Test func `a backup made in the middle of a run is whole, and a run on it goes on`() async throws {
        let organisation = try MidsizeOrganisation()
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        let workspace = try await ProcessWorkspace(org)
        try await workspace.load(organisation)
        let undisturbed = try ProcessWorkspace(copyOf: workspace, org)
        #expect(try await undisturbed.synchronize().status == 0)
        let sync = try workspace.start(["sync", "fetch", "match", "map", "--as-of", MidsizeOrganisation.asOf])
        let backup = workspace.folder.file("backup.db")
        let before = org.requestCount
        while sync.process.isRunning, org.requestCount < before + 4 { try await Task.sleep(for: .milliseconds(1)) }
        let made = try await workspace.run("backup", backup)
        #expect(made.status == 0, "\(made)")
        #expect(try await sync.ending().status == 0)
        let copy = try workspace.copy(database: backup)
        #expect(try await copy.run("sync", "fetch", "match", "map").status == 0)
        for kind in ["account-links", "user-links"] {
            #expect(try await copy.run("export", kind).output == undisturbed.run("export", kind).output)
        }
    }

    @Test func `a restore is refused with a sentence, and changes nothing, where it cannot be done`() async throws {
        let workspace = try await ProcessWorkspace()
        let server = try await Server(workspace)
        let keys = try await server.setUp()
        #expect(try await server.ingest([#"{"type":"identify","userId":"u"}"#], key: keys.ingest).status == 200)
        let broken = workspace.folder.file("broken.db")
        try Data("no database".utf8).write(to: URL(filePath: broken))
        for (file, sentence) in [(broken, "database"), (workspace.folder.file("missing.db"), "There is no file")] {
            let refused = try await workspace.run("restore", file)
            #expect(refused.status == 1 && refused.errors.contains(sentence), "\(refused)")
        }
        let second = try await workspace.run("serve", "--port", "0")
        #expect(second.status == 1 && second.errors.contains("Another `crosswalk serve`"), "\(second)")
        #expect(try await workspace.users() == ["u"])
        let backup = workspace.folder.file("backup.db")
        #expect(try await workspace.run("backup", backup).status == 0)
        let again = try await workspace.run("backup", backup)
        #expect(again.status == 1 && again.errors.contains("is there already"), "\(again)")
        #expect(try await server.stop().status == 0)

        try Data(repeating: 7, count: 4096).write(to: URL(filePath: workspace.database))
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: workspace.database + ending) }
        #expect(try await workspace.run("restore", backup).status == 0, "a damaged database is replaced")
        #expect(try await workspace.users() == ["u"])
    }

    @Test func `a database that is gone is not silently begun anew, and a restore puts it back`() async throws {
        let workspace = try await ProcessWorkspace()
        let people = workspace.folder.file("users.csv")
        try "id,email\nu,u@acme.example\n".write(toFile: people, atomically: true, encoding: .utf8)
        #expect(try await workspace.run("import", "users", people).status == 0)
        let backup = workspace.folder.file("backup.db")
        #expect(try await workspace.run("backup", backup).status == 0)

        func lose() {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: workspace.database + ending)
            }
        }
        lose()
        for arguments in [["export", "users"], ["import", "users", people], ["backup", backup + "2"]] {
            let refused = try await workspace.start(arguments).ending()
            #expect(refused.status == 1 && refused.errors.contains("crosswalk.db is missing"), "\(refused)")
        }
        let restored = try await workspace.run("restore", backup)
        #expect(restored.status == 0 && restored.output.contains("Nothing was there before."), "\(restored)")
        #expect(try await workspace.users() == ["u"])

        lose()
        let made = try await workspace.run("init")
        #expect(made.status == 0 && made.output.contains("Made an empty database"), "\(made)")
        #expect(try await workspace.users().isEmpty)
    }
}

extension ProcessWorkspace {
    /// One that speaks to nobody.
    init() async throws {
        folder = try TemporaryFolder()
        let made = try await run("init")
        try #require(made.status == 0, "\(made)")
    }

    /// A workspace of its own around another one's database.
    func copy(database file: String) throws -> ProcessWorkspace {
        let copy = try ProcessWorkspace(copyOf: self)
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.database + ending) }
        try FileManager.default.copyItem(atPath: file, toPath: copy.database)
        return copy
    }

    func users() async throws -> Set<String> {
        let lines = try await run("export", "users", "--format", "jsonl").output.split(separator: "\n")
        return try Set(
            lines.compactMap { line in
                try (JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
            })
    }
}
