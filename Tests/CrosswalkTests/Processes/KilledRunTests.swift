import Foundation
import TestSupport
import Testing

/// `kill -9` at any instant, then the same command again: the end is that of an undisturbed run, and no write that
/// had taken effect is made again.
@Suite(.serialized) struct KilledRunTests {
    @Test func `a sync killed at random points ends as an undisturbed one and writes nothing twice`() async throws {
        let organisation = try MidsizeOrganisation()
        let undisturbed = try await Undisturbed(organisation)
        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        for trial in 0..<6 {
            let logs = try TemporaryFolder()
            let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
            let workspace = try ProcessWorkspace(copyOf: undisturbed.base, org)
            var kills: [String] = []
            for _ in 0...random.below(3) {
                kills.append(
                    try await workspace.kill(
                        ProcessWorkspace.synchronize, within: undisturbed.requests, of: org, &random))
            }
            let ending = try await workspace.synchronize()
            let what = Comment(
                rawValue: "seed \(ProcessWorkspace.killingSeed), trial \(trial), killed \(kills): \(ending)")
            #expect(ending.status == 0, what)
            #expect(try org.repeatedWrites() == [], what)
            #expect(try org.values() == undisturbed.values, what)
            let state = try await workspace.state()
            for (part, text) in undisturbed.state where state[part] != text {
                Issue.record("\(part) differs; \(what)")
            }
        }
    }

    @Test func `an import killed at random points counts every event once`() async throws {
        let organisation = try MidsizeOrganisation()
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        let base = try await ProcessWorkspace(org)
        try await base.load(organisation, kinds: ["accounts", "users"])
        let whole = try ProcessWorkspace(copyOf: base, org)
        let began = ContinuousClock.now
        try await whole.load(organisation, kinds: ["events"])
        let duration = ContinuousClock.now - began
        let expected = try await whole.run("export", "feature-kpis", "--as-of", MidsizeOrganisation.asOf).output
        #expect(expected.count > 1000)
        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        for _ in 0..<6 {
            let workspace = try ProcessWorkspace(copyOf: base, org)
            let share = Double(random.below(1000)) / 1000
            let program = try workspace.start(["import", "events", organisation.product + "/events.csv"])
            try await Task.sleep(for: duration * share)
            program.kill()
            _ = try await program.ending()
            try await workspace.load(organisation, kinds: ["events"])
            let found = try await workspace.run("export", "feature-kpis", "--as-of", MidsizeOrganisation.asOf).output
            #expect(found == expected, "seed \(ProcessWorkspace.killingSeed), killed after \(share) of the import")
        }
    }
}
