import Synchronization

/// The queries whose later pages somebody may still ask for.
final class QueryLocators: Sendable {
    private struct Entry {
        let cursor: QueryCursor
        let batchSize: Int?
        let bornAt: Int64
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// What was used longest ago first.
        var order: [String] = []
        var count = 0
        var rows = 0
    }

    private static let life: Int64 = 2 * 86_400_000
    /// A page has one for its query, and one for each record with more children than fit.
    private static let mostOpen = 2_500
    /// Each row that is still to come takes four bytes.
    private static let mostRows = 100_000_000

    private let clock: SalesforceOrg.Clock
    private let state = Mutex(State())

    init(clock: @escaping SalesforceOrg.Clock) {
        self.clock = clock
    }

    /// Keeps a query and the size of the pages its reader asked for; its id starts with 01g.
    func keep(_ cursor: QueryCursor, batchSize: Int? = nil) -> String {
        let now = clock()
        return state.withLock { state in
            state.count += 1
            let id = RecordID.make(prefix: "01g", number: state.count)
            state.entries[id] = Entry(cursor: cursor, batchSize: batchSize, bornAt: now)
            state.order.append(id)
            state.rows += cursor.rowCount
            while state.order.count > Self.mostOpen || state.order.count > 1 && state.rows > Self.mostRows {
                state.rows -= state.entries.removeValue(forKey: state.order.removeFirst())?.cursor.rowCount ?? 0
            }
            return id
        }
    }

    func cursor(_ id: String) throws(SalesforceFault) -> QueryCursor {
        try kept(id).cursor
    }

    /// What is kept under an id, with the size of its pages.
    func kept(_ id: String) throws(SalesforceFault) -> (cursor: QueryCursor, batchSize: Int?) {
        let now = clock()
        let entry = state.withLock { state in
            if let place = state.order.lastIndex(of: id) { state.order.append(state.order.remove(at: place)) }
            return state.entries[id]
        }
        guard let entry, now - entry.bornAt < Self.life else {
            throw .badLocator
        }
        return (entry.cursor, entry.batchSize)
    }

    /// A locator's parts: the query's id, `-`, and the rows already read.
    static func parts(of locator: String) throws(SalesforceFault) -> (id: String, offset: Int) {
        let halves = locator.split(separator: "-")
        guard let id = halves.first.map(String.init), halves.count == 2, let offset = Int(halves[1]), offset >= 0 else {
            throw .badLocator
        }
        return (RecordID.long(id), offset)
    }
}

extension SalesforceFault {
    static var badLocator: SalesforceFault { SalesforceFault("INVALID_QUERY_LOCATOR", "invalid query locator") }
}

/// Ids of what the wire itself makes: locators, jobs, batches.
enum RecordID {
    /// An 18-character id with its checksum.
    static func make(prefix: String, number: Int) -> String {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var digits: [UInt8] = []
        var rest = number
        while rest > 0 || digits.isEmpty {
            digits.append(alphabet[rest % 62])
            rest /= 62
        }
        let serial =
            String(repeating: "0", count: max(0, 7 - digits.count))
            + String(decoding: digits.reversed(), as: UTF8.self)
        let id = prefix + "5g000" + serial
        return id + checksum(Array(id.utf8))
    }

    /// The 18-character form of a 15-character id; anything else as it is.
    static func long(_ id: String) -> String {
        id.utf8.count == 15 ? id + checksum(Array(id.utf8)) : id
    }

    private static func checksum(_ id: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
        let characters = stride(from: 0, to: 15, by: 5).map { start in
            let bits = (0..<5).reduce(0) { bits, offset in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(id[start + offset]) ? bits | 1 << offset : bits
            }
            return letters[bits]
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
