import GRDB

/// How much of the file a connection keeps in memory, in mebibytes.
///
/// Rows that are added lie together, and few pages are enough. Rows that change all over the file are another matter: a page
/// that has to make room and changes once more is written twice, and all that was written is read again for its checksums.
/// But memory is not free either: each page of it is fetched from the system and filled with zeros first.
enum PageCache: Int {
    /// For a stage that visits the pages of few records, each once.
    case small = 16
    case usual = 64
    /// For a stage that changes many records here and there.
    case large = 256
}

extension Database {
    /// What is kept until the run ends, or until another stage sets it.
    func keepPages(_ cache: PageCache) throws {
        try execute(sql: "PRAGMA cache_size = -\(cache.rawValue * 1024)")
    }
}
