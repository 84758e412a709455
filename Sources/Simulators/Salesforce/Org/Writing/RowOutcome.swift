/// What became of one record of a write, in the order sent.
package struct RowOutcome: Sendable, Equatable {
    /// Nil for a create that failed.
    package var id: String?
    /// Whether the record was made, or would have been, had it not been refused.
    package var isCreated: Bool
    package var errors: [SalesforceFault]

    package var isSuccess: Bool { errors.isEmpty }

    package init(id: String?, isCreated: Bool = false, errors: [SalesforceFault] = []) {
        self.id = id
        self.isCreated = isCreated
        self.errors = errors
    }

    /// A row of a collections answer; `created` is told by upserts only.
    package func json(tellsCreated: Bool) -> JSONValue {
        var row = JSONValue.object([])
        if let id { row.set("id", .text(id)) }
        row.set("success", .flag(isSuccess))
        row.set("errors", .list(errors.map(\.rowJSON)))
        if tellsCreated { row.set("created", .flag(isCreated)) }
        return row
    }
}
