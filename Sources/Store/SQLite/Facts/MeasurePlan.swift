import Domain
import GRDB

/// What a measuring has to look at.
struct MeasurePlan: Sendable {
    /// The change number of the rows that it writes.
    let revision: Int64
    /// The accounts to measure, in pieces that memory holds; each piece is ranges of keys, ascending.
    let pieces: [[Range<Int64>]]
    let accountCount: Int
    let lastAccount: Int64
    /// Rows of this day exist already.
    let isRepeated: Bool

    private static let accountsPerPiece: Int64 = 16_384
    /// Few accounts too are measured side by side, and written meanwhile; below this, a transaction costs more than it saves.
    private static let fewestAccountsPerPiece = 1024
    private static let piecesOfFew = 6

    /// Everything for a new day, what has changed since for one that was measured before.
    ///
    /// The change number is taken before anything is read, so what changes meanwhile is measured again next time.
    static func make(asOf day: Day, zone: WorkspaceZone, _ database: Database) throws -> MeasurePlan {
        try learnAccounts(database)
        let revision = try database.nextRevision()
        let snapshot = try KPISnapshot.find(day, database)
        let last = try Int64.fetchOne(database, sql: "SELECT coalesce(max(key), 0) FROM fact_account") ?? 0
        guard let snapshot, snapshot.isComplete, snapshot.zone == zone.name,
            let changed = try AccountChanges.since(snapshot.revision, database)
        else {
            return MeasurePlan(
                revision: revision, pieces: pieces(1..<last + 1).map { [$0] }, accountCount: Int(last),
                lastAccount: last, isRepeated: snapshot != nil)
        }
        let known = changed.filter { $0 > 0 && $0 <= snapshot.lastAccount }.map { Int64($0)..<Int64($0) + 1 }
        let size = min(Int(accountsPerPiece), max(fewestAccountsPerPiece, known.count / piecesOfFew + 1))
        let piecesOfKnown = stride(from: 0, to: known.count, by: size).map {
            Array(known[$0..<min($0 + size, known.count)])
        }
        let new = snapshot.lastAccount + 1..<last + 1
        return MeasurePlan(
            revision: revision, pieces: piecesOfKnown + pieces(new).map { [$0] }, accountCount: known.count + new.count,
            lastAccount: last, isRepeated: true)
    }

    private static func pieces(_ keys: Range<Int64>) -> [Range<Int64>] {
        stride(from: keys.lowerBound, to: keys.upperBound, by: Int(accountsPerPiece)).map {
            $0..<min($0 + accountsPerPiece, keys.upperBound)
        }
    }

    /// Gives our accounts that have come since the last time a key among those that facts name.
    private static func learnAccounts(_ database: Database) throws {
        let last = try database.lastRevision()
        let known = try Int64.fetchOne(database, sql: "SELECT accounts_known_to FROM fact_state") ?? 0
        guard last > known else { return }
        try database.execute(
            sql: "INSERT OR IGNORE INTO fact_account (id) SELECT id FROM account WHERE revision > ? ORDER BY key",
            arguments: [known])
        try database.execute(sql: "UPDATE fact_state SET accounts_known_to = ?", arguments: [last])
    }
}
