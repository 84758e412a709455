import Foundation
import TestSupport
import Testing

/// An org that is slow, refuses, forgets sessions, locks rows and breaks off: a run ends or pauses, the next one goes
/// on, and in the end nothing is lost and nothing doubled.
@Suite(.serialized) struct HostileOrgTests {
    @Test(arguments: [
        "slow=5%,expire=1/40,503=3%,truncate=3%,drop=3%,late=1%", "expire=1/7,truncate=10%", "drop=15%",
        "429=10%,503=5%", "partial=3%,lock=1%",
    ])
    func `runs against a hostile org come to the same end as one against a friendly org`(faults: String) async throws {
        let organisation = try MidsizeOrganisation()
        let friendly = try await Self.finished(organisation, options: [])
        let hostile = try await Self.finished(organisation, options: ["--hostile", "seed=7,\(faults)"])
        #expect(hostile.values == friendly.values)
        #expect(hostile.repeated == [])
        for (part, text) in friendly.state where hostile.state[part] != text {
            Issue.record("\(part) differs after \(hostile.runs) runs")
        }
    }

    private struct Finished {
        let state: [String: String]
        let values: [String: String]
        let repeated: [SimulatedOrg.Write]
        let runs: Int
    }

    private static func finished(_ organisation: MidsizeOrganisation, options: [String]) async throws -> Finished {
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path, options: options)
        let workspace = try await ProcessWorkspace(org)
        try await workspace.load(organisation)
        let runs = try await workspace.synchronizeToTheEnd()
        return Finished(
            state: try await workspace.state(), values: try org.values(), repeated: try org.repeatedWrites(), runs: runs
        )
    }
}
