import Domain
import GRDB

/// Who is counted (D§10): users of type `user`, as the type is now; leads and visitors are few, so they are what is kept.
struct CountedUsers: Sendable {
    private var excluded: [UInt64] = []

    init(_ database: Database) throws {
        let rows = try RawStatement(database, "SELECT key FROM user WHERE type <> 'user'")
        while try rows.step() { exclude(Int(rows.integer(0))) }
    }

    private mutating func exclude(_ user: Int) {
        let word = user >> 6
        if word >= excluded.count {
            excluded.append(contentsOf: repeatElement(0, count: max(word + 1, excluded.count * 2) - excluded.count))
        }
        excluded[word] |= 1 << UInt64(user & 63)
    }

    @inline(__always) func contains(_ user: UInt32) -> Bool {
        let word = Int(user >> 6)
        return word >= excluded.count || excluded[word] & 1 << UInt64(user & 63) == 0
    }
}
