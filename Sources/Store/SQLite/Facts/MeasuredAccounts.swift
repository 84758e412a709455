import Domain

/// The measures of some accounts, ascending, in columns.
struct MeasuredAccounts: Sendable {
    var accounts: [UInt32] = []
    var ids = TextColumn()
    var measures: [AccountMeasures] = []
    /// The features used at the account of the same index end here.
    var featureEnds: [Int] = []
    var features: [UInt32] = []
    var featureMeasures: [FeatureMeasures] = []

    var count: Int { accounts.count }

    func featureRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : featureEnds[index - 1])..<featureEnds[index]
    }
}
