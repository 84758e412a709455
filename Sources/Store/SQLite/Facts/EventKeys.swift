import Domain
import GRDB

/// What the numbers of a parser's tables are in the file, as far as an import has needed to know.
struct EventKeys: Sendable {
    var users = KeyTable()
    var accounts = KeyTable()
    var types = KeyTable()
    var features = KeyTable()
    private var erasures: Int64 = 0

    mutating func learn(_ texts: EventTexts) {
        users.learn(texts.users)
        accounts.learn(texts.accounts)
        types.learn(texts.types)
        features.learn(texts.features)
    }

    /// Forgets the keys of users where one has been erased since.
    mutating func refresh(_ database: Database) throws {
        let now = try Int64.fetchOne(database, sql: "SELECT erasures FROM fact_state") ?? 0
        if now != erasures { users.forgetKeys() }
        erasures = now
    }

    /// The keys of one kind of id.
    struct KeyTable: Sendable {
        private var texts = TextColumn()
        /// 0 where the key has not been asked for.
        private var keys: [Int64] = []

        mutating func learn(_ more: TextColumn) {
            for row in 0..<more.count { texts.append(more.bytes[more.range(row)]) }
            keys.append(contentsOf: repeatElement(0, count: more.count))
        }

        mutating func forgetKeys() {
            for index in keys.indices { keys[index] = 0 }
        }

        /// Asks `find` the first time.
        @inline(__always)
        mutating func key(
            of number: UInt32, _ find: (UnsafeBufferPointer<UInt8>) throws -> Int64
        ) throws -> Int64? {
            guard number != EventBatch.none else { return nil }
            let known = keys[Int(number)]
            guard known == 0 else { return known }
            let range = texts.range(Int(number))
            let key = try texts.bytes.withUnsafeBufferPointer { try find(UnsafeBufferPointer(rebasing: $0[range])) }
            keys[Int(number)] = key
            return key
        }
    }
}
