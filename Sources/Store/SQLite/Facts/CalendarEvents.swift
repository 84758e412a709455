import Domain

/// Marks to be set, each with its account and user, to be taken account by account.
struct CalendarEvents {
    private struct Entry {
        /// The account above, the user below.
        let owner: UInt64
        /// The mark's place above, its days in the lowest eight bits.
        let mark: UInt64
    }

    private var entries: [Entry] = []
    private var highestAccount: UInt32 = 0

    var isEmpty: Bool { entries.isEmpty }

    /// Account 0 keeps what waits.
    @inline(__always) mutating func append(account: UInt32, user: UInt32, mark: CalendarMark) {
        highestAccount = max(highestAccount, account)
        entries.append(Entry(owner: UInt64(account) << 32 | UInt64(user), mark: mark.place << 8 | UInt64(mark.days)))
    }

    /// Hands out each account's users, ascending, with their marks; any activity is marked along with each feature.
    ///
    /// - Returns: the accounts, ascending.
    func forEachAccount(_ body: (UInt32, [UserMarks]) throws -> Void) rethrows -> [UInt32] {
        var accounts: [UInt32] = []
        var users: [UserMarks] = []
        try withEntriesByAccount { sorted in
            var index = 0
            while index < sorted.count {
                let account = UInt32(truncatingIfNeeded: sorted[index].owner >> 32)
                users.removeAll(keepingCapacity: true)
                while index < sorted.count, UInt32(truncatingIfNeeded: sorted[index].owner >> 32) == account {
                    let owner = sorted[index].owner
                    var marks: [CalendarMark] = []
                    while index < sorted.count, sorted[index].owner == owner {
                        let mark = CalendarMark(
                            place: sorted[index].mark >> 8, days: UInt8(truncatingIfNeeded: sorted[index].mark))
                        marks.append(mark)
                        if mark.subject != CalendarMark.anyActivity {
                            marks.append(
                                CalendarMark(subject: CalendarMark.anyActivity, octet: mark.octet, days: mark.days))
                        }
                        index += 1
                    }
                    CalendarMark.joinInPlace(&marks)
                    users.append(UserMarks(user: UInt32(truncatingIfNeeded: owner), marks: marks))
                }
                accounts.append(account)
                try body(account, users)
            }
        }
        return accounts
    }

    /// Entries in the order of their owners: counted into accounts, then sorted within each.
    private func withEntriesByAccount(_ body: (UnsafeBufferPointer<Entry>) throws -> Void) rethrows {
        var starts = [Int](repeating: 0, count: Int(highestAccount) + 2)
        for entry in entries { starts[Int(entry.owner >> 32) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var next = starts
        try withUnsafeTemporaryAllocation(of: Entry.self, capacity: entries.count) { sorted in
            for entry in entries {
                let account = Int(entry.owner >> 32)
                sorted.initializeElement(at: next[account], to: entry)
                next[account] += 1
            }
            for account in 0...Int(highestAccount) where starts[account + 1] - starts[account] > 1 {
                sorted[starts[account]..<starts[account + 1]].sort { $0.owner < $1.owner }
            }
            try body(UnsafeBufferPointer(sorted))
        }
    }
}

/// A user's marks, ascending, without two of one place.
struct UserMarks {
    let user: UInt32
    var marks: [CalendarMark]
}
