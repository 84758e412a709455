/// Finds each member's account: a pure function of members, the book, rules and people's decisions (D§17.1).
///
/// Ways are tried in order. One that finds exactly one account links it; one that finds several ends the search, for
/// then nobody can say whose member it is. Providers of free or disposable mail match by no domain and no name.
package struct Associator: Sendable {
    package let rules: [CommunitySettings.Rule]
    package let book: AssociationBook
    package let providers: MailProviders
    private let overrides: LinkOverrides
    /// Rows of the accounts that people chose.
    private let chosen: [String: Int]
    /// The place of the way by persons among the rules.
    private let personOrder: Int?
    private let withoutAddress: AssociationDecision

    package init(
        rules: [CommunitySettings.Rule], book: AssociationBook, providers: MailProviders,
        overrides: LinkOverrides = LinkOverrides()
    ) {
        self.rules = rules
        self.book = book
        self.providers = providers
        self.overrides = overrides
        let wanted = Set(overrides.byRow.values.compactMap(\.link))
        var chosen: [String: Int] = [:]
        if !wanted.isEmpty {
            for row in 0..<book.accounts.ids.count where wanted.contains(book.accounts.ids[row]) {
                chosen[book.accounts.ids[row]] = row
            }
        }
        self.chosen = chosen
        personOrder = rules.firstIndex(of: .person)
        withoutAddress = AssociationDecision(rules, finding: { _ in WayFinding() }, accountCount: { _, _ in 0 })
    }

    /// Decides all members.
    package func decide(_ members: AssociationMembers) -> AssociationDecisions {
        let hosts = MemberHosts(members.emails)
        let facts = facts(of: hosts, 0..<hosts.count)
        return AssociationDecisions(decide(members, 0..<members.count, hosts, facts))
    }

    /// What is known of some of the hosts, in their order; parts can be worked out side by side.
    package func facts(of hosts: MemberHosts, _ part: Range<Int>) -> HostFacts {
        book.hosts.facts(of: hosts, part, rules: rules, providers: providers)
    }

    /// Decides some members, so that parts can be decided side by side.
    ///
    /// - Parameter facts: of all hosts.
    package func decide(
        _ members: AssociationMembers, _ part: Range<Int>, _ hosts: MemberHosts, _ facts: HostFacts
    ) -> [AssociationDecision] {
        let persons =
            personOrder == nil
            ? [KeyIndex.Found](repeating: KeyIndex.Found(), count: part.count)
            : book.persons.findAll(members.emails, part)
        return [AssociationDecision](unsafeUninitializedCapacity: part.count) { decisions, filled in
            var start = part.lowerBound
            while start < part.upperBound {
                let block = start..<min(start + RowSlots.blockSize, part.upperBound)
                touch(persons, block, from: part.lowerBound, hosts, facts)
                for row in block {
                    let place = row - part.lowerBound
                    let decision = decide(members.rows[row], persons[place], hosts.places[row], facts)
                    decisions.initializeElement(at: place, to: decision)
                }
                start = block.upperBound
            }
            filled = part.count
        }
    }

    /// Asks memory for what the next decisions will look at, so that they wait for it once and not each.
    @inline(__always)
    private func touch(
        _ persons: [KeyIndex.Found], _ block: Range<Int>, from start: Int, _ hosts: MemberHosts, _ facts: HostFacts
    ) {
        var all: UInt32 = 0
        for row in block {
            let found = persons[row - start]
            if found.count > 0 { all &+= book.persons.evidence.firstAccount(of: found.first) }
            let host = hosts.places[row]
            if host != MemberHosts.none { all &+= facts.decisions[Int(host)].account }
        }
        withExtendedLifetime(all) {}
    }

    /// - Parameters:
    ///   - persons: who is known to have the member's address.
    ///   - host: the place of the address's host; `MemberHosts.none` without an address.
    @inline(__always)
    private func decide(
        _ member: Int64, _ persons: KeyIndex.Found, _ host: UInt32, _ facts: HostFacts
    ) -> AssociationDecision {
        if !overrides.isEmpty, let override = overrides.byRow[member] {
            return decide(under: override, persons, host, facts)
        }
        guard host != MemberHosts.none else { return withoutAddress }
        let byHost = facts.decisions[Int(host)]
        guard let order = personOrder, persons.count > 0 else { return byHost }
        let isDecidedBefore = byHost.rule >= 0 && byHost.rule < order
        return isDecidedBefore ? byHost : decide(by: persons, order, byHost)
    }

    /// The ways before the one by persons have found nothing.
    @inline(__always)
    private func decide(
        by persons: KeyIndex.Found, _ order: Int, _ byHost: AssociationDecision
    ) -> AssociationDecision {
        var decision = AssociationDecision()
        for earlier in 0..<order { decision.trail[earlier] = byHost.trail[earlier] }
        _ = decision.settle(order, book.persons.finding(persons))
        if decision.verdict == .ambiguous { decision.count = UInt32(book.accountCount(.person, persons)) }
        return decision
    }

    private func decide(
        under override: RecordOverride, _ persons: KeyIndex.Found, _ host: UInt32, _ facts: HostFacts
    ) -> AssociationDecision {
        if override.neverAtAll { return AssociationDecision(verdict: .excluded, rule: AssociationDecision.byHand) }
        if let link = override.link, let account = chosen[link] {
            return AssociationDecision(
                verdict: .linked, rule: AssociationDecision.byHand, account: UInt32(account), count: 1)
        }
        guard host != MemberHosts.none else { return withoutAddress }
        return AssociationDecision(rules) { rule in
            let finding = rule == .person ? book.persons.finding(persons) : facts.finding(rule, Int(host))
            return without(override.never, finding, rule)
        } accountCount: { rule, found in
            candidates(rule, found, never: override.never).count
        }
    }

    /// The accounts that the deciding way found, in the order of their ids, without those that a person ruled out.
    package func candidates(of decision: AssociationDecision, member row: Int64) -> [Int] {
        guard decision.rule >= 0, decision.verdict == .ambiguous else { return [] }
        let found = KeyIndex.Found(first: decision.entry, count: decision.entryCount)
        return candidates(rules[Int(decision.rule)], found, never: overrides.byRow[row]?.never ?? [])
    }

    /// What a way finds when a person has ruled some accounts out.
    private func without(
        _ never: Set<String>, _ finding: WayFinding, _ rule: CommunitySettings.Rule
    ) -> WayFinding {
        guard !never.isEmpty, finding.outcome == .linked || finding.outcome == .ambiguous else { return finding }
        var finding = finding
        let left = candidates(rule, finding.found, never: never)
        switch left.count {
        case 0: finding.outcome = .blocked
        case 1:
            finding.outcome = .linked
            finding.account = UInt32(left[0])
            finding.found.first = book.entry(rule, finding.found, of: finding.account)
        default: finding.outcome = .ambiguous
        }
        return finding
    }

    private func candidates(
        _ rule: CommunitySettings.Rule, _ found: KeyIndex.Found, never: Set<String>
    ) -> [Int] {
        book.accounts(rule, found).filter { never.isEmpty || !never.contains(book.accounts.ids[$0]) }
    }
}
