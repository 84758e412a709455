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
