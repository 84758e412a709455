import TestSupport
import Testing

/// A loaded workspace, and what one whole run makes of it where nothing comes between.
struct Undisturbed {
    /// Loaded, and not yet run.
    let base: ProcessWorkspace
    let state: [String: String]
    let values: [String: String]
    /// How many requests the run took.
    let requests: Int

    init(_ organisation: MidsizeOrganisation) async throws {
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        base = try await ProcessWorkspace(org)
        try await base.load(organisation)
        let workspace = try ProcessWorkspace(copyOf: base, org)
        let before = org.requestCount
        let ending = try await workspace.synchronize()
        try #require(ending.status == 0, "\(ending)")
        values = try org.values()
        #expect(values.count > MidsizeOrganisation.users)
        requests = org.requestCount - before
        let again = try await workspace.synchronize()
        #expect(again.status == 0)
        #expect(try org.writes().count == values.count, "a run with nothing changed writes nothing")
        state = try await workspace.state()
    }
}
