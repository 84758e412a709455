/// Few records that change here and there, each likely to lie on a page of its own.
///
/// They are written in small transactions: a page that leaves memory before the commit is written twice, and memory for more
/// of them costs more than another transaction.
package enum ScatteredChanges {
    /// With more, pages hold several of them, and larger transactions are cheaper.
    package static let most = 50_000
    /// Records in one transaction.
    package static let perTransaction = 2048
}
