/// Records as explorers, profiles and the API's lists ask for them: a page at a time, by key.
package protocol RecordBrowser: Sendable {
    func page(of query: RecordQuery) async throws -> RecordPage
    /// How many records a query finds, counted up to a limit.
    func count(of query: RecordQuery, upTo limit: Int) async throws -> Int
    /// All fields of one record by name, in the order of the export files; nothing where there is none.
    func record(of entity: Entity, id: String) async throws -> [(name: String, value: Value)]?
    /// The outcomes of a run after a number, in the journal's order; narrowed where a code or stage is given.
    func outcomes(
        of run: RunNumber, code: OutcomeCode?, stage: StageName?, after number: Int64, limit: Int
    ) async throws -> [(number: Int64, outcome: Outcome)]
    /// Failures of a run grouped by what they have in common, the most frequent first.
    func failures(of run: RunNumber) async throws -> [FailureGroup]
    /// The last outcomes of one record, the newest first.
    func history(of entity: Entity, id: String, limit: Int) async throws -> [(run: RunNumber, outcome: Outcome)]
}

/// What to list: filters, one order, and where to go on.
package struct RecordQuery: Sendable, Hashable {
    package var entity: Entity
    /// Found at the start of the id, the name, the website or the e-mail.
    package var search: String?
    package var filters: [Filter] = []
    /// Columns to show besides the id.
    package var columns: [String] = []
    /// A standard or custom attribute; nothing means the id.
    package var sort: String?
    package var isDescending = false
    package var limit = 50
    /// The last record of the page before: its sorted value's text and its id.
    package var after: Place?

    package init(entity: Entity) {
        self.entity = entity
    }

    package struct Filter: Sendable, Hashable {
        package enum Comparison: String, Sendable, Hashable, CaseIterable {
            case equals, differs, contains, above, below
            case isEmpty = "is_empty"
            case isFilled = "is_filled"
        }

        package var field: String
        package var comparison: Comparison
        package var value: String

        package init(field: String, comparison: Comparison, value: String = "") {
            self.field = field
            self.comparison = comparison
            self.value = value
        }
    }

    package struct Place: Sendable, Hashable {
        package var value: Value
        package var id: String

        package init(value: Value, id: String) {
            self.value = value
            self.id = id
        }
    }
}

package struct RecordPage: Sendable {
    /// The names of the columns; the first is `id`, the last two are `link` (the Salesforce id) and `link_decision`.
    package var columns: [String]
    package var rows: [[Value]]
    /// Where the next page goes on; nothing at the end.
    package var next: RecordQuery.Place?

    package init(columns: [String], rows: [[Value]], next: RecordQuery.Place?) {
        self.columns = columns
        self.rows = rows
        self.next = next
    }
}

package struct FailureGroup: Sendable, Hashable {
    package let stage: StageName
    package let code: OutcomeCode
    package let field: String?
    package let reason: String?
    package let count: Int
    /// One of the records.
    package let example: String

    package init(
        stage: StageName, code: OutcomeCode, field: String?, reason: String?, count: Int, example: String
    ) {
        self.stage = stage
        self.code = code
        self.field = field
        self.reason = reason
        self.count = count
        self.example = example
    }
}
