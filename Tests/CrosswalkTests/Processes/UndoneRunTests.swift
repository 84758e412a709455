import Foundation
import TestSupport
import Testing

/// An undo that is killed, or meets a hostile org, and is asked for again: the end is that of an undisturbed one, and nothing
/// that was given back is given back again.
@Suite(.serialized) struct UndoneRunTests {
    @Test(arguments: ["expire=1/9,503=5%,truncate=5%,drop=5%", "partial=3%,lock=1%"])
    func `runs against a hostile org are undone as those against a friendly one`(faults: String) async throws {
        let organisation = try MidsizeOrganisation()
        let friendly = try await Self.undone(organisation, options: [])
        let hostile = try await Self.undone(organisation, options: ["--hostile", "seed=7,\(faults)"])
        #expect(hostile.values == friendly.values, "after \(hostile.runs) runs")
        #expect(hostile.repeated == [])
        #expect(hostile.holds == friendly.holds)
        #expect(friendly.values.values.allSatisfy { $0 == "<null>" })
        #expect(friendly.values.count > MidsizeOrganisation.users)
    }

    @Test func `an undo killed at random points ends as an undisturbed one and gives nothing back twice`() async throws
    {
        let organisation = try MidsizeOrganisation()
        let undisturbed = try await Undisturbed(organisation)
        let friendly = try await Self.undone(organisation, options: [])
        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        for trial in 0..<4 {
            let logs = try TemporaryFolder()
            let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
            let workspace = try ProcessWorkspace(copyOf: undisturbed.base, org)
            try #require(try await workspace.synchronize().status == 0)
            var kills: [String] = []
            for _ in 0...random.below(3) {
                kills.append(try await workspace.kill(["undo", "1"], within: friendly.requests, of: org, &random))
            }
            let ending = try await workspace.run("undo", "1")
            let what = Comment(
                rawValue: "seed \(ProcessWorkspace.killingSeed), trial \(trial), killed \(kills): \(ending)")
            // The last of those that were killed may have come to its end before.
            #expect(ending.status == 0 || ending.errors.contains("has been given back"), what)
            #expect(try org.repeatedWrites() == [], what)
            #expect(try org.values() == friendly.values, what)
            #expect(try await Self.holds(workspace) == friendly.holds, what)
        }
    }

    private struct Undone {
        let values: [String: String]
        let repeated: [SimulatedOrg.Write]
        /// What is held, without the run that holds it.
        let holds: Set<String>
        let runs: Int
        /// How many requests the undo took.
        let requests: Int
    }

    /// Runs until a run has nothing left to send, then undoes all of them, the last one first.
    private static func undone(_ organisation: MidsizeOrganisation, options: [String]) async throws -> Undone {
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path, options: options)
        let workspace = try await ProcessWorkspace(org)
        try await workspace.load(organisation)
        let runs = try await workspace.synchronizeToTheEnd()
        let before = org.requestCount
        for run in (1...runs).reversed() {
            var attempts = 0
            while true {
                let ending = try await workspace.run("undo", "\(run)")
                // A run that was broken off before it wrote has nothing to give back.
                if ending.status == 0 || ending.errors.contains("changed nothing") { break }
                attempts += 1
                try #require(attempts < 10, "\(ending)")
            }
        }
        return Undone(
            values: try org.values(), repeated: try org.repeatedWrites(), holds: try await holds(workspace), runs: runs,
            requests: org.requestCount - before)
    }

    private static func holds(_ workspace: ProcessWorkspace) async throws -> Set<String> {
        let lines = try await workspace.run("holds").output.split(separator: "\n").filter { $0.contains(" PX_") }
        return Set(lines.map { $0.split(separator: " ").prefix(3).joined(separator: " ") })
    }
}
