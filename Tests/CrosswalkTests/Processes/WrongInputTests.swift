import Foundation
import TestSupport
import Testing

/// What somebody who is new here gets wrong: each is told in a sentence that says what to do.
@Suite struct WrongInputTests {
    private let folder: TemporaryFolder
    private var workspace: String { folder.file("workspace") }

    init() async throws {
        folder = try TemporaryFolder()
        #expect(try await run("init").status == 0)
    }

    @Test(arguments: [
        ["serve", "--port", "99999"], ["serve", "--port", "http"],
        ["demo", "--salesforce-port", "65536"], ["simulate", "community", "--port", "70000"],
    ])
    func `a port is a number that a port can have`(arguments: [String]) async throws {
        let ending = try await Program.run(arguments, workspace: workspace)
        #expect(ending.status == 2, "\(ending)")
        #expect(ending.errors.contains("is no port: write a number from 0 to 65535"), "\(ending)")
    }

    @Test(arguments: ["nowhere.invalid", "192.0.2.1"])
    func `an address that is none of this machine's is told as such`(host: String) async throws {
        let ending = try await run("serve", "--host", host, "--port", "0")
        #expect(ending.status == 1 && ending.errors.contains("\(host) is no address of this machine"), "\(ending)")
    }

    @Test func `files that are not there, and folders in their place, are told as such`() async throws {
        let none = folder.file("none")
        for arguments in [["restore", none], ["config", "diff", none], ["config", "apply", none]] {
            let ending = try await Program.run(arguments, workspace: workspace)
            #expect(ending.status == 1 && ending.errors.contains("There is no file \(none)."), "\(ending)")
        }
        let inPlace = try await run("config", "diff", folder.path)
        #expect(inPlace.errors.contains("is a folder; a file is wanted"), "\(inPlace)")
        let imported = try await run("import", "accounts", folder.path)
        #expect(imported.errors.contains("it is a folder"), "\(imported)")
    }

    @Test func `a workspace is a folder, and one that is not there yet has a disk`() async throws {
        let file = folder.file("file")
        try "text".write(toFile: file, atomically: true, encoding: .utf8)
        let made = try await Program.run(["init"], workspace: file)
        #expect(made.status == 1 && made.errors.contains("is a file, and a workspace is a folder"), "\(made)")
        let checked = try await Program.run(["doctor"], workspace: folder.file("none/deeper"))
        #expect(checked.status == 1 && checked.output.contains("There is no workspace at"), "\(checked)")
        #expect(!checked.output.contains(": 0 GB free"), "\(checked)")
    }

    @Test func `a first sync without Salesforce says what to do and nothing of a login that was lost`() async throws {
        let ending = try await run("sync")
        #expect(ending.status == 1 && "\(ending)".contains("crosswalk connect salesforce"), "\(ending)")
        #expect(!"\(ending)".contains("authorisation"), "\(ending)")
    }

    private func run(_ arguments: String...) async throws -> Program.Ending {
        try await Program.run(arguments, workspace: workspace)
    }
}
