/// Where a person's place at an account is known from.
package enum PersonSource: String, Sendable, Hashable, CaseIterable {
    case imported = "import"
    case salesforce
    case product
}

/// Who is known to be at which account: one entry for each person and account, with the person's e-mail address.
///
/// Of a person at several accounts, only the entry of the primary one stands here, if there is one.
package struct PersonEvidence: Sendable {
    /// Addresses in form (`EmailKey`).
    package var emails: KeyColumn
    /// The account's row.
    package var accounts: [UInt32]
    /// The person's id in its source.
    package var persons: TextColumn
    package var sources: [PersonSource]

    package init(
        emails: KeyColumn = KeyColumn(), accounts: [UInt32] = [], persons: TextColumn = TextColumn(),
        sources: [PersonSource] = []
    ) {
        self.emails = emails
        self.accounts = accounts
        self.persons = persons
        self.sources = sources
    }

    /// Joins persons with their places at accounts, as files hold them.
    ///
    /// Places of unknown persons or at unknown accounts are nobody's evidence.
    package init(
        persons ids: TextColumn, emails: TextColumn, places: Places, accounts: TextColumn,
        source: PersonSource = .imported
    ) {
        self.init()
        let keys = KeyColumn(emails, by: .email(foldsPlusTags: false))
        let all = 0..<places.persons.count
        let people = RowsOfIDs(ids).rows(of: places.persons)
        let theirs = RowsOfIDs(accounts).rows(of: places.accounts)
        var hasPrimary = [Bool](repeating: false, count: ids.count)
        for place in all where places.isPrimary[place] && people[place] != RowsOfIDs.none {
            hasPrimary[Int(people[place])] = true
        }
        self.emails = KeyColumn(capacity: all.count)
        self.accounts.reserveCapacity(all.count)
        keys.withView { keys in
            ids.bytes.withUnsafeBufferPointer { idBytes in
                for place in all where people[place] != RowsOfIDs.none && theirs[place] != RowsOfIDs.none {
                    let person = Int(people[place])
                    guard keys.hashes[person] != 0, places.isPrimary[place] || !hasPrimary[person] else { continue }
                    self.emails.append(person, of: keys)
                    self.accounts.append(theirs[place])
                    self.persons.append(Bytes(rebasing: idBytes[ids.range(person)]))
                    sources.append(source)
                }
            }
        }
    }

    /// Account persons as files hold them: ids of both, in columns.
    package struct Places: Sendable {
        package var persons: TextColumn
        package var accounts: TextColumn
        package var isPrimary: [Bool]

        package init(persons: TextColumn, accounts: TextColumn, isPrimary: [Bool]) {
            self.persons = persons
            self.accounts = accounts
            self.isPrimary = isPrimary
        }
    }
}
