/// What people decided about links; rules obey it (D§4).
package struct LinkOverrides: Sendable {
    /// By the store's number of our record.
    package private(set) var byRow: [Int64: RecordOverride] = [:]

    package init(_ byRow: [Int64: RecordOverride] = [:]) {
        self.byRow = byRow
    }

    package var isEmpty: Bool { byRow.isEmpty }

    package subscript(row: Int64) -> RecordOverride {
        get { byRow[row] ?? RecordOverride() }
        set { byRow[row] = newValue.isEmpty ? nil : newValue }
    }
}

/// What people decided about one record of ours. Ids are of 18 characters.
package struct RecordOverride: Sendable, Hashable {
    /// Link to this one, whatever the rules say.
    package var link: String?
    /// The record to link to was deleted since, so the rules decide again.
    package var isStale = false
    /// Never link to these.
    package var never: Set<String> = []
    /// Never link at all.
    package var neverAtAll = false

    package init(link: String? = nil, isStale: Bool = false, never: Set<String> = [], neverAtAll: Bool = false) {
        self.link = link
        self.isStale = isStale
        self.never = never
        self.neverAtAll = neverAtAll
    }

    package var isEmpty: Bool { link == nil && never.isEmpty && !neverAtAll }
}
