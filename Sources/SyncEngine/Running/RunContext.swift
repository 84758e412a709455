package import Domain

/// What every stage of one run shares.
package struct RunContext: Sendable {
    package let run: RunNumber
    package let configuration: HubConfiguration
    /// When the run began; stages take "now" from here and from the server, never from a clock of their own.
    package let startedAt: Instant
    package let entities: [Entity]
    /// The day as of which KPIs are measured; nothing means today in the workspace's zone.
    package let asOf: Day?
    /// The communities to read; nothing means all that are connected.
    package let tenants: [String]?
    /// Read communities from their beginning, whatever was read before.
    package let readsWhole: Bool
    /// The run fetches before its other stages, and so tells of every field that Salesforce does not give.
    package let hasFetched: Bool
    package let report: @Sendable (StageProgress) -> Void

    package init(
        run: RunNumber, configuration: HubConfiguration, startedAt: Instant, entities: [Entity] = Entity.allCases,
        asOf: Day? = nil, tenants: [String]? = nil, readsWhole: Bool = false, hasFetched: Bool = false,
        report: @escaping @Sendable (StageProgress) -> Void = { _ in }
    ) {
        self.run = run
        self.configuration = configuration
        self.startedAt = startedAt
        self.entities = entities
        self.asOf = asOf
        self.tenants = tenants
        self.readsWhole = readsWhole
        self.hasFetched = hasFetched
        self.report = report
    }
}
