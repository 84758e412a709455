/// Where a person's place at an account is known from.
package enum PersonSource: String, Sendable, Hashable, CaseIterable {
    case imported = "import"
    case salesforce
    case product
}

/// Who is known to be at which accounts: one entry for each person, with the person's e-mail address.
///
/// Of a person at several accounts, only the primary one stands here, if there is one.
package struct PersonEvidence: Sendable {
    /// Addresses in form (`EmailKey`).
    package private(set) var emails: KeyColumn
    /// The persons' ids in their sources.
    package private(set) var ids: TextColumn
    package private(set) var sources: [PersonSource]
    /// The rows of the accounts of all persons, one person's after another's.
    private var places: [UInt32]
    /// Where each person's accounts end.
    private var ends: [UInt32]

    package init() {
        emails = KeyColumn()
        ids = TextColumn()
        (sources, places, ends) = ([], [], [])
    }

    package var count: Int { ends.count }

    /// The rows of a person's accounts.
    @inline(__always)
    package func accounts(of person: Int) -> ArraySlice<UInt32> { places[range(person)] }

    /// Whether a person has an address and an account, and so can be evidence.
    func speaks(_ person: Int) -> Bool { emails.hashes[person] != 0 && !range(person).isEmpty }

    @inline(__always)
    func range(_ person: Int) -> Range<Int> { (person == 0 ? 0 : Int(ends[person - 1]))..<Int(ends[person]) }

    /// The first account of a person who has one.
    @inline(__always)
    func firstAccount(of person: UInt32) -> UInt32 { places[range(Int(person)).lowerBound] }

    /// Takes in one more place; those of one person come one after the other.
    package mutating func append(email: Bytes, account: UInt32, person: Bytes, source: PersonSource) {
        let isSame =
            sources.last == source
            && ids.bytes.withUnsafeBufferPointer { Bytes(rebasing: $0[ids.range(count - 1)]).isSame(as: person) }
        places.append(account)
        if isSame {
            ends[count - 1] += 1
        } else {
            emails.append(email)
            ids.append(person)
            sources.append(source)
            ends.append(UInt32(truncatingIfNeeded: places.count))
        }
    }
}

extension PersonEvidence {
    /// Account persons by the rows of both, `RowsOfIDs.none` where an id is unknown.
    package struct Places: Sendable {
        package var persons: [UInt32]
        package var accounts: [UInt32]
        /// Empty where none is.
        package var isPrimary: [Bool]

        package init(persons: [UInt32], accounts: [UInt32], isPrimary: [Bool] = []) {
            self.persons = persons
            self.accounts = accounts
            self.isPrimary = isPrimary
        }
    }

    /// Persons of one source with their places, as files hold them.
    ///
    /// Places of unknown persons or at unknown accounts are nobody's evidence.
    package init(ids: TextColumn, emails: KeyColumn, places given: Places, source: PersonSource = .imported) {
        self.emails = emails
        self.ids = ids
        sources = [PersonSource](repeating: source, count: ids.count)
        var hasPrimary: [Bool] = []
        if given.isPrimary.contains(true) {
            hasPrimary = [Bool](repeating: false, count: ids.count)
            for (person, isPrimary) in zip(given.persons, given.isPrimary) where isPrimary && person != RowsOfIDs.none {
                hasPrimary[Int(person)] = true
            }
        }
        func counts(_ place: Int) -> Bool {
            let person = given.persons[place]
            guard person != RowsOfIDs.none, given.accounts[place] != RowsOfIDs.none else { return false }
            return hasPrimary.isEmpty || given.isPrimary[place] || !hasPrimary[Int(person)]
        }
        // Where each person's places begin; by filling them in, it becomes where they end.
        var ends = [UInt32](repeating: 0, count: ids.count + 1)
        for place in given.persons.indices where counts(place) { ends[Int(given.persons[place]) + 1] += 1 }
        for person in ids.ends.indices { ends[person + 1] += ends[person] }
        var places = [UInt32](repeating: 0, count: Int(ends[ids.count]))
        for place in given.persons.indices where counts(place) {
            let person = Int(given.persons[place])
            places[Int(ends[person])] = given.accounts[place]
            ends[person] += 1
        }
        ends.removeLast()
        (self.places, self.ends) = (places, ends)
    }
}
