import Domain
import GRDB

/// Appends outcomes to the journal, within the transaction of what they tell about.
struct OutcomeWriter: ~Copyable {
    private let statement: RawStatement
    private let run: RunNumber
    /// How the journal writes that a record is a member of a community.
    static let member = "community_user"

    init(_ database: Database, run: RunNumber) throws {
        self.run = run
        statement = try RawStatement(
            database,
            """
            INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
    }

    func append(_ outcomes: [Outcome]) throws {
        for outcome in outcomes { try append(outcome) }
    }

    func append(_ outcome: Outcome) throws {
        statement.bind(1, integer: run.value)
        statement.bind(2, string: outcome.stage.rawValue)
        statement.bind(3, string: outcome.entity?.rawValue ?? Self.member)
        statement.bind(4, string: outcome.record)
        statement.bind(5, string: outcome.code.rawValue)
        statement.bind(6, string: outcome.field)
        statement.bind(7, string: outcome.before)
        statement.bind(8, string: outcome.after)
        statement.bind(9, string: outcome.reason)
        try statement.execute()
    }
}
