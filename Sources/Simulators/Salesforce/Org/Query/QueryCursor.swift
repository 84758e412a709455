/// The answer to a query, not yet written out: a resolved plan and four bytes for each row.
package struct QueryCursor: Sendable {
    package enum Kind: Sendable { case records, count, aggregate }

    /// Gives the `nextRecordsUrl` of a child subquery that goes on after this many rows.
    package typealias ChildLocator = (_ child: QueryCursor, _ offset: Int) -> String

    package let kind: Kind
    /// The object's canonical name.
    package let object: String
    package let totalSize: Int
    package let columnNames: [String]
    /// Why the Bulk API refuses this query, if it does.
    package let bulkRefusal: SalesforceFault?

    /// The rows there are to page through; zero for `count()`.
    package var rowCount: Int { kind == .count ? 0 : totalSize }

    /// The records, separated by commas, without the list's brackets.
    package func json(rows: Range<Int>, version: String, childLocator: ChildLocator? = nil) -> [UInt8] {
        []
    }

    /// The header line, every name quoted.
    package func csvHeader(delimiter: UInt8, lineEnding: String) -> [UInt8] {
        []
    }

    /// The rows, every value quoted, without a header line.
    package func csv(rows: Range<Int>, delimiter: UInt8, lineEnding: String) -> [UInt8] {
        []
    }
}
