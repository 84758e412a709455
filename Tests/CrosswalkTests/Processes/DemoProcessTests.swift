import Foundation
import TestSupport
import Testing

/// The first minute, as a process of its own.
@Suite(.serialized) struct DemoProcessTests {
    @Test func `the demo gains members by accepting suggested domains, and a second run changes nothing`() async throws
    {
        let folder = try TemporaryFolder()
        let workspace = folder.file("demo")
        let first = try await Program.run(["demo", "--once", "--workspace", workspace])
        #expect(first.status == 0, "\(first)")
        let rates = try #require(
            first.output.firstMatch(of: /match rate ([0-9.]+) % before, ([0-9.]+) % after/), "\(first)")
        let before = try #require(Double(rates.1))
        let after = try #require(Double(rates.2))
        #expect(before > 50 && after > before + 3, "\(first)")
        #expect(!first.output.contains("Nothing has changed"))

        let second = try await Program.run(["demo", "--once", "--workspace", workspace])
        #expect(second.status == 0, "\(second)")
        #expect(second.output.contains("(match rate \(rates.2) %)"), "\(second)")
        #expect(second.output.contains("Nothing has changed since the last run"), "\(second)")

        let explained = try await Program.run(["explain", "community-user", "community/4"], workspace: workspace)
        #expect(explained.status == 0 && explained.output.contains("emad-energy.ch"), "\(explained)")
        let runs = try await Program.run(["runs"], workspace: workspace)
        #expect(runs.output.contains("community community:") && runs.output.contains("by domain_map"), "\(runs)")
    }

    @Test func `the demo leaves a workspace alone that is somebody's own`() async throws {
        let folder = try TemporaryFolder()
        let workspace = folder.file("own")
        #expect(try await Program.run(["init"], workspace: workspace).status == 0)
        let before = try String(contentsOfFile: workspace + "/crosswalk.yaml", encoding: .utf8)
        let ending = try await Program.run(["demo", "--once", "--workspace", workspace])
        #expect(ending.status == 1 && ending.errors.contains("a workspace of your own"), "\(ending)")
        #expect(try String(contentsOfFile: workspace + "/crosswalk.yaml", encoding: .utf8) == before)
        #expect(
            try await Program.run(["export", "accounts"], workspace: workspace).output.split(separator: "\n").count == 1
        )

        let none = try await Program.run([
            "demo", "--once", "--workspace", folder.file("new"), "--data", folder.file("none"),
        ])
        #expect(none.status == 1 && none.errors.contains("There is no folder"), "\(none)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("new")))
    }
}
