package import Domain

/// What to run, and on whose word.
package struct RunRequest: Sendable {
    package var stages: [StageName]
    package var entities: [Entity]
    package var trigger: RunTrigger
    /// The day as of which KPIs are measured; nothing means today in the workspace's zone.
    package var asOf: Day?
    /// The communities to read; nothing means all that are connected.
    package var tenants: [String]?
    /// Read communities from their beginning, whatever was read before.
    package var readsWhole = false

    package init(
        stages: [StageName] = StageName.ofSync, entities: [Entity] = Entity.allCases, trigger: RunTrigger,
        asOf: Day? = nil
    ) {
        self.stages = stages
        self.entities = entities
        self.trigger = trigger
        self.asOf = asOf
    }
}
