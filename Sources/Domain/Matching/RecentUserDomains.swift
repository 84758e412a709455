/// The domain that most of an account's recently seen users share (D§4, A5).
///
/// Looked at are the account's users with a last-seen time, newest first, ties by user id; a user without a usable
/// address takes a place but has no domain. Domains of mail providers never count.
struct RecentUserDomains {
    private(set) var keys: KeyColumn
    private(set) var outcomes: [RuleOutcome]
    private let settings: MatchRule.RecentUsers
    private let compare: MatchRule.DomainComparison
    private let providers: MailProviders

    init(
        of accountIDs: TextColumn, sightings: UserSightings, settings: MatchRule.RecentUsers,
        compare: MatchRule.DomainComparison, providers: MailProviders
    ) {
        self.settings = settings
        self.compare = compare
        self.providers = providers
        keys = KeyColumn(capacity: accountIDs.count)
        outcomes = []
        outcomes.reserveCapacity(accountIDs.count)
        let grouped = GroupedRows(sightings.accountIDs, by: accountIDs)
        var address = KeyWriter()
        var domain = KeyWriter()
        let none = Bytes(start: nil, count: 0)
        for account in 0..<accountIDs.count {
            let users = grouped.rows(of: account)
            guard users.count >= settings.leastUsers else {
                keys.append(none)
                outcomes.append(users.isEmpty ? .noValue : .noMajority)
                continue
            }
            let tally = tally(newest(users, sightings), sightings, &address, &domain)
            let (winner, outcome) = decide(tally, seen: min(users.count, settings.sample))
            var key = winner?.domain ?? []
            key.withUnsafeMutableBufferPointer { keys.append(Bytes($0)) }
            outcomes.append(outcome)
        }
    }

    private struct Share {
        let hash: UInt64
        let domain: [UInt8]
        var users: Int
    }

    private func newest(_ users: ArraySlice<UInt32>, _ sightings: UserSightings) -> ArraySlice<UInt32> {
        let sorted = users.sorted { left, right in
            let (one, other) = (sightings.lastSeen[Int(left)], sightings.lastSeen[Int(right)])
            if one != other { return one > other }
            let ids = sightings.ids
            return ids.bytes[ids.range(Int(left))].lexicographicallyPrecedes(ids.bytes[ids.range(Int(right))])
        }
        return sorted.prefix(settings.sample)
    }

    private func tally(
        _ users: ArraySlice<UInt32>, _ sightings: UserSightings, _ address: inout KeyWriter, _ domain: inout KeyWriter
    ) -> [Share] {
        var shares: [Share] = []
        sightings.emails.bytes.withUnsafeBufferPointer { emails in
            for user in users {
                let email = Bytes(rebasing: emails[sightings.emails.range(Int(user))])
                EmailKey.write(email, foldsPlusTags: false, to: &address)
                HostKey.write(email: address.bytes, compare: compare, to: &domain)
                let host = domain.bytes
                guard !host.isEmpty else { continue }
                let hash = keyHash(host)
                if let known = shares.firstIndex(where: { $0.hash == hash && $0.domain.elementsEqual(host) }) {
                    shares[known].users += 1
                } else {
                    shares.append(Share(hash: hash, domain: Array(host), users: 1))
                }
            }
        }
        return shares
    }

    private func decide(_ shares: [Share], seen: Int) -> (Share?, RuleOutcome) {
        let enough = shares.filter { isEnough($0.users, of: seen) }
        let own = enough.filter { share in share.domain.withUnsafeBufferPointer { !providers.contain(host: $0) } }
        // A low threshold can be passed by several; the greatest share wins, then the order of bytes.
        let winner = own.max { left, right in
            left.users != right.users
                ? left.users < right.users : right.domain.lexicographicallyPrecedes(left.domain)
        }
        if winner != nil { return (winner, .linked) }
        return (nil, enough.isEmpty ? (shares.isEmpty ? .noValue : .noMajority) : .excludedFreemail)
    }

    private func isEnough(_ users: Int, of seen: Int) -> Bool {
        switch settings.threshold {
        case .moreThan(let count): users > count
        case .share(let share, let floor): users >= floor && Double(users) > share * Double(seen)
        }
    }
}
