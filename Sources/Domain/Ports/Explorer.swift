/// Looks through accounts and users, page by page, and at one of them closely.
///
/// No call reads more than a bounded number of rows, so that a page answers at once with a million of them.
package protocol Explorer: Sendable {
    func explore(_ query: ExplorerQuery) async throws -> ExplorerPage
    /// Notes how changed records are to be searched for, where the columns' indexes alone do not find them: until then they
    /// are found as they are spelt.
    func noteSpellings() async throws
    /// The number of the last change of records: while it is the same, so are all counts.
    func recordsRevision() async throws -> Int64
    /// How many records there are, counted up to a bound.
    func recordCount(of entity: Entity, upTo limit: Int) async throws -> Int
    /// An account's users, the last seen first.
    func users(ofAccount id: String, limit: Int) async throws -> [AccountUser]
    /// One record with all its attributes; nothing where there is none.
    func profile(of entity: Entity, id: String) async throws -> RecordProfile?
    /// What the mirror holds of a Salesforce record, field by field; empty where it holds none.
    func mirrored(object: String, id: String) async throws -> [(field: MirrorField, value: Value)]
    /// The days on which KPIs were measured, newest first, with the account's values.
    func measurements(ofAccount id: String, limit: Int) async throws -> [KPIMeasurement]
    func features() async throws -> [FeatureName]
    /// A run's outcomes in the order of the journal, after a number; failures alone where asked.
    func outcomes(of run: RunNumber, _ filter: OutcomeFilter, after number: Int64, limit: Int) async throws
        -> [NumberedOutcome]
    /// What runs did to one record, the newest first. The journal is looked through from a number downwards, so many lines
    /// at a time: where more remain, the page says where to go on, whether it found anything or not.
    func history(of entity: Entity, id: String, before number: Int64?, limit: Int) async throws -> RecordHistory
    /// How often each kind of failure occurred in a run, the most frequent first.
    func failureCauses(of run: RunNumber) async throws -> [FailureCause]
}

/// What to look for among accounts or users, and from where on.
package struct ExplorerQuery: Sendable, Hashable {
    package var entity: Entity
    /// The beginning of an id, a name or an e-mail, whatever the case.
    package var search: String?
    package var filters: [Filter] = []
    /// Standard columns with an index: `id`, `name`, `email`, `last_name`.
    package var sort = "id"
    package var isDescending = false
    /// Attributes to return, beside the standard ones.
    package var attributes: [String] = []
    package var after: Position?
    package var limit = 50

    /// More conditions than anybody means; a thousand would be too deep for the database.
    package static let mostFilters = 20

    package init(entity: Entity) {
        self.entity = entity
    }

    /// A condition on one column.
    package struct Filter: Sendable, Hashable {
        /// A standard column or custom attribute; or `link`, `rule`, `linked_to`.
        package var column: String
        package var comparison: Comparison
        package var value: String

        package init(column: String, comparison: Comparison, value: String) {
            self.column = column
            self.comparison = comparison
            self.value = value
        }
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equals, differs, contains, begins, above, below
        case isSet = "set"
        case isNotSet = "not_set"
    }

    /// A place in the sorted rows: the sorted value and the record's id.
    package struct Position: Sendable, Hashable {
        package var value: String?
        package var id: String

        package init(value: String?, id: String) {
            self.value = value
            self.id = id
        }
    }

    /// The columns that rows can be sorted by, however many there are.
    package static func sortable(_ entity: Entity) -> [String] {
        entity == .account ? ["id", "name"] : ["id", "email", "last_name"]
    }
}

/// Some rows of what was looked for.
package struct ExplorerPage: Sendable, Hashable {
    package var columns: [String] = []
    package var rows: [ExplorerRow] = []
    /// Where to go on; nothing at the end.
    package var next: ExplorerQuery.Position?
    /// The end was not reached though fewer rows than wanted were found: so many have been looked at, and more remain.
    package var lookedAt: Int?

    package init() {}
}

/// A user as their account's page lists them.
package struct AccountUser: Sendable, Hashable {
    package let id: String
    package let email: String?
    package let lastSeen: Instant?
    package let verdict: MatchVerdict?

    package init(id: String, email: String?, lastSeen: Instant?, verdict: MatchVerdict?) {
        self.id = id
        self.email = email
        self.lastSeen = lastSeen
        self.verdict = verdict
    }
}

package struct ExplorerRow: Sendable, Hashable {
    package let id: String
    /// By the page's columns.
    package let values: [Value]
    package let verdict: MatchVerdict?
    package let salesforceID: String?
    package let rule: String?

    package init(id: String, values: [Value], verdict: MatchVerdict?, salesforceID: String?, rule: String?) {
        self.id = id
        self.values = values
        self.verdict = verdict
        self.salesforceID = salesforceID
        self.rule = rule
    }
}

/// One account or user with all that is known of it.
package struct RecordProfile: Sendable, Hashable {
    package let entity: Entity
    package let id: String
    /// Standard columns first, then custom attributes by name.
    package let attributes: [Attribute]
    /// Attributes that an undo holds back from mapping.
    package let held: Set<String>

    package struct Attribute: Sendable, Hashable {
        package let name: String
        package let value: Value
        package let isCustom: Bool

        package init(name: String, value: Value, isCustom: Bool) {
            self.name = name
            self.value = value
            self.isCustom = isCustom
        }
    }

    package init(entity: Entity, id: String, attributes: [Attribute], held: Set<String>) {
        self.entity = entity
        self.id = id
        self.attributes = attributes
        self.held = held
    }

    package subscript(name: String) -> Value { attributes.first { $0.name == name }?.value ?? .null }
}

/// An account's KPIs as of one day, by their names, and those of its features.
package struct KPIMeasurement: Sendable, Hashable {
    package let asOf: Day
    package let measuredAt: Instant
    package var values: [String: Double] = [:]
    package var features: [Feature] = []

    package struct Feature: Sendable, Hashable {
        package let id: String
        package let values: [String: Double]

        package init(id: String, values: [String: Double]) {
            self.id = id
            self.values = values
        }
    }

    package init(asOf: Day, measuredAt: Instant) {
        self.asOf = asOf
        self.measuredAt = measuredAt
    }
}

package struct FeatureName: Sendable, Hashable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

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

/// Failures of one kind in a run: how many, and one of them.
package struct FailureCause: Sendable, Hashable {
    package let stage: StageName
    /// Nothing where the records are members of a community.
    package let entity: Entity?
    package let code: OutcomeCode
    package let field: String?
    package let count: Int
    package let sampleRecord: String
    package let sampleReason: String?

    package init(
        stage: StageName, entity: Entity?, code: OutcomeCode, field: String?, count: Int, sampleRecord: String,
        sampleReason: String?
    ) {
        self.stage = stage
        self.entity = entity
        self.code = code
        self.field = field
        self.count = count
        self.sampleRecord = sampleRecord
        self.sampleReason = sampleReason
    }
}
