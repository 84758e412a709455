package import Domain

/// How far a stage has come, for a progress bar or a log line.
package struct StageProgress: Sendable, Hashable {
    package let stage: StageName
    package let entity: Entity?
    package let done: Int
    /// Nothing while it is not known.
    package let total: Int?

    package init(stage: StageName, entity: Entity?, done: Int, total: Int?) {
        self.stage = stage
        self.entity = entity
        self.done = done
        self.total = total
    }
}
