import GRDB

/// How much of the file the writer keeps in memory.
///
/// Rows that are added lie together, and few pages are enough. Rows that change lie all over the file: a page that has to
/// make room and changes once more is written twice, and all that was written is read again for its checksums.
extension Database {
    /// For a stage that changes records here and there, until the run ends: up to 256 MiB.
    func keepManyPages() throws { try execute(sql: "PRAGMA cache_size = -262144") }

    /// Gives back what is kept beyond 64 MiB.
    func keepFewPages() throws { try execute(sql: "PRAGMA cache_size = -65536") }
}
