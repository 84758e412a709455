import Domain

/// Loads the rows of one kind of file, batch by batch.
protocol RowLoader: Sendable {
    /// The columns that this kind of file may have, standard and custom.
    var knownColumns: [String] { get }
    /// Settles which column is which; called once, before the first rows.
    mutating func begin(header: [String]) async throws
    /// Loads rows in one transaction.
    mutating func load(_ batches: [TextBatch]) async throws -> ImportTally
    /// Brings to an end what the last batch left open.
    mutating func finish() async throws -> ImportTally
}

extension RowLoader {
    mutating func finish() async throws -> ImportTally { ImportTally() }
}

/// What became of the rows of an import, in the words of the summary.
struct ImportTally: Sendable, Encodable {
    var new = 0
    var changed = 0
    var unchanged = 0
    /// Facts that were known by their id already.
    var duplicates = 0
    /// Facts that wait until their user has an account.
    var waiting = 0
    var rejected = 0
    private(set) var rejections: [Rejection] = []

    struct Rejection: Sendable, Encodable {
        let line: UInt32
        let reason: String
    }

    private enum CodingKeys: String, CodingKey { case new, changed, unchanged, duplicates, waiting, rejected }

    mutating func reject(line: UInt32, reason: String) {
        rejected += 1
        rejections.append(Rejection(line: line, reason: reason))
    }

    /// The rejections so far, which are then forgotten: they go to a file, not to memory.
    mutating func takeRejections() -> [Rejection] {
        defer { rejections = [] }
        return rejections
    }

    static func += (left: inout ImportTally, right: ImportTally) {
        left.new += right.new
        left.changed += right.changed
        left.unchanged += right.unchanged
        left.duplicates += right.duplicates
        left.waiting += right.waiting
        left.rejected += right.rejected
        left.rejections += right.rejections
    }
}
