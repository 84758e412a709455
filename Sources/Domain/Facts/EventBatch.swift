/// Events read from rows of text: columns of numbers, with each id as its number in the parser's tables.
package struct EventBatch: Sendable {
    /// Stands for a cell without a value.
    package static let none = UInt32.max

    package var hashes: [FactHash] = []
    package var times: [Int64] = []
    package var users: [UInt32] = []
    package var accounts: [UInt32] = []
    package var types: [UInt32] = []
    package var features: [UInt32] = []
    /// Rows that could not be taken are not among those above.
    package var rejected: [ImportCounts.Rejection] = []
    /// The texts behind numbers that this batch used first, in the order of the numbers.
    package var newTexts = EventTexts()

    package init() {}

    package var count: Int { times.count }
}

/// For each kind of id the texts behind some numbers.
package struct EventTexts: Sendable {
    package var users = TextColumn()
    package var accounts = TextColumn()
    package var types = TextColumn()
    package var features = TextColumn()

    package init() {}
}
