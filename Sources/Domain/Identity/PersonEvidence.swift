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
        let personIndex = KeyIndex(KeyColumn(literal: ids)) { $0 < $1 }
        let accountIndex = KeyIndex(KeyColumn(literal: accounts)) { $0 < $1 }
        let personKeys = KeyColumn(literal: places.persons)
        let accountKeys = KeyColumn(literal: places.accounts)
        var hasPrimary = [Bool](repeating: false, count: ids.count)
        var rows = [UInt32](repeating: .max, count: places.persons.count)
        for place in 0..<places.persons.count where personKeys.hashes[place] != 0 {
            guard let person = personIndex.find(personKeys, place)?.first else { continue }
            rows[place] = person
            if places.isPrimary[place] { hasPrimary[Int(person)] = true }
        }
        self.accounts.reserveCapacity(rows.count)
        keys.bytes.withUnsafeBufferPointer { keyBytes in
            ids.bytes.withUnsafeBufferPointer { idBytes in
                for place in rows.indices where rows[place] != .max && accountKeys.hashes[place] != 0 {
                    let person = Int(rows[place])
                    guard keys.hashes[person] != 0, places.isPrimary[place] || !hasPrimary[person],
                        let account = accountIndex.find(accountKeys, place)?.first
                    else { continue }
                    self.emails.append(Bytes(rebasing: keyBytes[keys.range(person)]))
                    self.accounts.append(account)
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
