import Domain
import GRDB

/// The pages of `activity_calendar`, written within one transaction.
///
/// An account's pages are split by users like the leaves of a tree: a page's key names the lowest user that may stand
/// on it, and the first page starts at 0.
final class CalendarPages {
    /// A page that grows beyond this is split; small enough to be rewritten for one user.
    private static let pageSize = 8192

    private let select: RawStatement
    private let upsert: RawStatement
    private let delete: RawStatement

    init(_ database: Database) throws {
        select = try RawStatement(
            database, "SELECT key, users FROM activity_calendar WHERE key >= ? AND key < ? ORDER BY key")
        upsert = try RawStatement(
            database,
            "INSERT INTO activity_calendar (key, users) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET users = ?2")
        delete = try RawStatement(database, "DELETE FROM activity_calendar WHERE key = ?")
    }

    /// Sets the marks of some users, ascending, of one account.
    func merge(account: UInt32, _ users: [UserMarks]) throws {
        let pages = try pages(of: account)
        guard !pages.isEmpty else { return try write(users, from: Int64(account) << 32) }
        var start = 0
        for (index, page) in pages.enumerated() {
            let limit = index + 1 < pages.count ? UInt32(truncatingIfNeeded: pages[index + 1].key) : .max
            var end = start
            while end < users.count, users[end].user < limit { end += 1 }
            if end > start { try write(Self.merge(page.users, users[start..<end]), from: page.key) }
            start = end
        }
    }

    /// Takes marks off an account's pages: what `keep` leaves of each user's stays.
    func reduce(account: UInt32, _ keep: (UserMarks) -> [CalendarMark]) throws {
        for page in try pages(of: account) {
            var isChanged = false
            var users: [UserMarks] = []
            for user in page.users {
                let kept = keep(user)
                isChanged = isChanged || kept != user.marks
                if !kept.isEmpty { users.append(UserMarks(user: user.user, marks: kept)) }
            }
            guard isChanged else { continue }
            if users.isEmpty {
                delete.bind(1, integer: page.key)
                try delete.execute()
            } else {
                try write(users, from: page.key)
            }
        }
    }

    /// All users of an account with their marks.
    func users(of account: UInt32) throws -> [UserMarks] {
        try pages(of: account).flatMap(\.users)
    }

    private struct Page {
        let key: Int64
        let users: [UserMarks]
    }

    private func pages(of account: UInt32) throws -> [Page] {
        select.bind(1, integer: Int64(account) << 32)
        select.bind(2, integer: (Int64(account) + 1) << 32)
        defer { select.reset() }
        var pages: [Page] = []
        while try select.step() {
            var users: [UserMarks] = []
            var reader = CalendarPage.Reader(select.bytes(1))
            while reader.nextUser() {
                var marks: [CalendarMark] = []
                reader.marks(into: &marks)
                users.append(UserMarks(user: reader.user, marks: marks))
            }
            pages.append(Page(key: select.integer(0), users: users))
        }
        return pages
    }

    /// Writes users, ascending, as the page of a key and as many behind it as they need.
    private func write(_ users: [UserMarks], from key: Int64) throws {
        var key = key
        var page = CalendarPage()
        for user in users {
            if page.bytes.count >= Self.pageSize {
                try write(page, key)
                page = CalendarPage()
                key = (key >> 32) << 32 | Int64(user.user)
            }
            page.append(user: user.user, marks: user.marks)
        }
        try write(page, key)
    }

    private func write(_ page: CalendarPage, _ key: Int64) throws {
        upsert.bind(1, integer: key)
        try page.bytes.withUnsafeBufferPointer { bytes in
            upsert.bind(2, blob: bytes)
            try upsert.execute()
        }
    }

    private static func merge(_ old: [UserMarks], _ new: ArraySlice<UserMarks>) -> [UserMarks] {
        var merged: [UserMarks] = []
        merged.reserveCapacity(old.count + new.count)
        var rest = new
        for user in old {
            while let first = rest.first, first.user < user.user {
                merged.append(first)
                rest.removeFirst()
            }
            guard let first = rest.first, first.user == user.user else {
                merged.append(user)
                continue
            }
            var marks: [CalendarMark] = []
            CalendarMark.merge(user.marks, first.marks, into: &marks)
            merged.append(UserMarks(user: user.user, marks: marks))
            rest.removeFirst()
        }
        merged += rest
        return merged
    }
}
