import Domain
import GRDB

/// How much of the file a connection keeps in memory, in mebibytes.
///
/// Memory is dearer than it looks: each page of it is fetched from the system and filled with zeros first, which takes longer
/// than to read a page that the system holds once more. So whoever only reads, or visits each page once, keeps few. Rows that
/// change all over the file are another matter: a page that has to make room and changes once more is written twice, and all
/// that was written is read again for its checksums.
enum PageCache: Int {
    /// For readers, and for a stage that visits the pages of few records, each once.
    case small = 8
    /// For transactions that change some thousands of records here and there.
    case scattered = 32
    /// For rows that are added, with an index or two in which they lie scattered.
    case usual = 64
    /// For a stage that changes many.
    case large = 256

    /// For a stage that changes so many records here and there.
    init(changing records: Int) {
        self = records > ScatteredChanges.most ? .large : .scattered
    }
}

extension Database {
    /// What is kept until the run ends, or until another stage sets it.
    func keepPages(_ cache: PageCache) throws {
        try execute(sql: "PRAGMA cache_size = -\(cache.rawValue * 1024)")
    }
}
