package import Domain

/// What a stage did for one entity, in counts and in plain sentences.
package struct StageReport: Sendable {
    package let stage: StageName
    package let entity: Entity?
    /// Where the report is about one tenant of a community, which was read in a time of its own.
    package var tenant: String?
    package var span: (from: Instant, to: Instant)?
    /// Counts by name, in the order in which to show them: `read`, `new`, `changed`, …
    package var counts: [Count] = []
    /// Sentences that an admin should read: a disabled mapping, a pause, a warning.
    package var notes: [String] = []
    /// Records that did not get what the stage meant for them; of those that other stages count too, the run counts each once.
    package var failures = 0
    /// Something that is configured was left out: a mapping or a rule is off, and a note says why.
    package var isPartial = false
    /// Why a part of the stage came to nothing while the rest went on.
    package var problem: String?

    package struct Count: Sendable, Hashable {
        package let name: String
        package let value: Int
    }

    package init(stage: StageName, entity: Entity?) {
        self.stage = stage
        self.entity = entity
    }

    package subscript(name: String) -> Int {
        get { counts.first { $0.name == name }?.value ?? 0 }
        set {
            let count = Count(name: name, value: newValue)
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index] = count
            } else {
                counts.append(count)
            }
        }
    }
}
