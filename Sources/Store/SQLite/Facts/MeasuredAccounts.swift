import Domain

/// The measures of some accounts, ascending, in columns.
struct MeasuredAccounts: Sendable {
    var accounts: [UInt32] = []
    var ids = TextColumn()
    var measures: [AccountMeasures] = []
    /// For each account the counts of its features as the column `features` keeps them.
    var features = TextColumn()

    var count: Int { accounts.count }
}
