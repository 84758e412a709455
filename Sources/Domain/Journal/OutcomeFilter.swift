/// Which of a run's outcomes to list.
package struct OutcomeFilter: Sendable, Hashable {
    package var stage: StageName?
    package var entity: Entity?
    package var code: OutcomeCode?
    package var record: String?

    package init(
        stage: StageName? = nil, entity: Entity? = nil, code: OutcomeCode? = nil, record: String? = nil
    ) {
        self.stage = stage
        self.entity = entity
        self.code = code
        self.record = record
    }
}

package struct NumberedOutcome: Sendable, Hashable {
    package let number: Int64
    package let outcome: Outcome

    package init(number: Int64, outcome: Outcome) {
        self.number = number
        self.outcome = outcome
    }
}
