import Domain
import GRDB

/// Finds, and where new makes, the keys of what facts name: users, accounts, features, types, engagements.
///
/// For one transaction; what it makes carries that transaction's change number.
final class FactDirectory {
    private let database: Database
    let revision: Int64
    private let findUser: RawStatement
    private let makeUser: RawStatement
    private let accountOfUser: RawStatement
    private let wait: RawStatement
    private let accounts: NameTable
    private let types: NameTable
    private let features: NameTable
    private let engagements: NameTable
    private(set) var newUsers = 0

    init(_ database: Database) throws {
        self.database = database
        revision = try database.nextRevision()
        findUser = try RawStatement(database, "SELECT key FROM user WHERE id = ?")
        makeUser = try RawStatement(database, "INSERT INTO user (id, revision) VALUES (?, ?)")
        accountOfUser = try RawStatement(database, "SELECT account_id FROM user WHERE key = ?")
        wait = try RawStatement(database, "INSERT OR IGNORE INTO fact_waiting (user) VALUES (?)")
        accounts = try NameTable("fact_account", database)
        types = try NameTable("event_type", database)
        features = try NameTable("feature", database)
        engagements = try NameTable("engagement", database)
    }

    /// A user that nobody knows yet becomes one of type `user` with only its id.
    func user(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 {
        findUser.bind(1, text: id)
        defer { findUser.reset() }
        if try findUser.step() { return findUser.integer(0) }
        makeUser.bind(1, text: id)
        makeUser.bind(2, integer: revision)
        try makeUser.execute()
        newUsers += 1
        return database.lastInsertedRowID
    }

    func account(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 { try accounts.key(of: id) }
    func type(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 { try types.key(of: id) }
    func feature(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 { try features.key(of: id) }
    func engagement(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 { try engagements.key(of: id) }

    /// The account that a user has now; without one, the user's facts wait for it.
    func accountOrWait(ofUser user: Int64) throws -> Int64? {
        accountOfUser.bind(1, integer: user)
        defer { accountOfUser.reset() }
        if try accountOfUser.step(), !accountOfUser.isNull(0) { return try account(accountOfUser.bytes(0)) }
        wait.bind(1, integer: user)
        try wait.execute()
        return nil
    }
}

/// A table of ids with their keys.
private final class NameTable {
    private let database: Database
    private let find: RawStatement
    private let make: RawStatement

    init(_ table: String, _ database: Database) throws {
        self.database = database
        find = try RawStatement(database, "SELECT key FROM \(table) WHERE id = ?")
        make = try RawStatement(database, "INSERT INTO \(table) (id) VALUES (?)")
    }

    func key(of id: UnsafeBufferPointer<UInt8>) throws -> Int64 {
        find.bind(1, text: id)
        defer { find.reset() }
        if try find.step() { return find.integer(0) }
        make.bind(1, text: id)
        try make.execute()
        return database.lastInsertedRowID
    }
}
