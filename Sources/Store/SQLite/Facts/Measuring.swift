import Domain
import GRDB

/// Measures accounts on the calendars, responses and views of one snapshot of the file.
struct Measuring: Sendable {
    let asOf: Day
    let zone: WorkspaceZone
    private let users: CountedUsers
    private let features: FeatureTree
    private let windows: WindowTable
    private let octets: OctetTable

    init(asOf: Day, zone: WorkspaceZone, _ database: Database) throws {
        self.asOf = asOf
        self.zone = zone
        users = try CountedUsers(database)
        features = try FeatureTree(database)
        windows = WindowTable(asOf: asOf)
        octets = OctetTable(windows)
    }

    /// Measures every account in some ranges of keys, all of which ascend.
    func measure(_ ranges: [Range<Int64>], _ database: Database) throws -> MeasuredAccounts {
        let sources = try Sources(database)
        let responses = try ResponseCount(database, windows, zone, users)
        let engagements = try EngagementCount(database, before: zone.start(of: asOf), users)
        var measured = MeasuredAccounts()
        try octets.withLookup { lookup in
            var calendars = CalendarCount(lookup, users, features)
            for range in ranges {
                sources.open(range)
                responses.open(range)
                engagements.open(range)
                while let account = try sources.nextAccount() {
                    var measures = AccountMeasures()
                    while let page = try sources.nextPage(of: account) { calendars.add(page: page) }
                    measures.activeUsers = calendars.take(features: &measured.features)
                    try responses.count(account, into: &measures)
                    try engagements.count(account, into: &measures)
                    measured.accounts.append(UInt32(truncatingIfNeeded: account))
                    measured.ids.append(sources.accountID)
                    measured.measures.append(measures)
                }
            }
        }
        return measured
    }
}

/// Accounts and their pages, side by side in the order of the keys.
private final class Sources {
    private let accounts: RawStatement
    private let pages: RawStatement
    private var pageAccount: Int64 = .max
    private var isPageRead = false

    init(_ database: Database) throws {
        accounts = try RawStatement(
            database, "SELECT key, id FROM fact_account WHERE key >= ? AND key < ? ORDER BY key")
        pages = try RawStatement(
            database, "SELECT key >> 32, users FROM activity_calendar WHERE key >= ? AND key < ? ORDER BY key")
    }

    func open(_ range: Range<Int64>) {
        accounts.reset()
        accounts.bind(1, integer: range.lowerBound)
        accounts.bind(2, integer: range.upperBound)
        pages.reset()
        pages.bind(1, integer: range.lowerBound << 32)
        pages.bind(2, integer: range.upperBound << 32)
        pageAccount = -1
        isPageRead = true
    }

    func nextAccount() throws -> Int64? {
        try accounts.step() ? accounts.integer(0) : nil
    }

    /// The id of the present account, until the next one.
    var accountID: UnsafeBufferPointer<UInt8> { accounts.bytes(1) }

    /// The next page of an account, valid until the next call.
    func nextPage(of account: Int64) throws -> UnsafeBufferPointer<UInt8>? {
        while pageAccount <= account {
            if isPageRead {
                guard try pages.step() else {
                    pageAccount = .max
                    return nil
                }
                pageAccount = pages.integer(0)
                isPageRead = false
            }
            guard pageAccount <= account else { return nil }
            isPageRead = true
            if pageAccount == account { return pages.bytes(1) }
        }
        return nil
    }
}
