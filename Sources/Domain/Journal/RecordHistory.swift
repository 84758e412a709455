/// Some of what became of one record, the newest first.
package struct RecordHistory: Sendable, Hashable {
    package var outcomes: [Entry] = []
    /// The number in the journal below which older outcomes may stand; nothing at the journal's beginning.
    package var next: Int64?

    package struct Entry: Sendable, Hashable {
        package let run: RunNumber
        package let outcome: Outcome

        package init(run: RunNumber, outcome: Outcome) {
            self.run = run
            self.outcome = outcome
        }
    }

    package init() {}
}
