package import Domain

/// What to run, and on whose word.
package struct RunRequest: Sendable {
    package var stages: [StageName]
    package var entities: [Entity]
    package var trigger: RunTrigger
    /// The day as of which KPIs are measured; nothing means today in the workspace's zone.
    package var asOf: Day?

    package init(
        stages: [StageName] = StageName.allCases, entities: [Entity] = Entity.allCases, trigger: RunTrigger,
        asOf: Day? = nil
    ) {
        self.stages = stages
        self.entities = entities
        self.trigger = trigger
        self.asOf = asOf
    }
}
