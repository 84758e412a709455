/// Finds each member's account: a pure function of members, the book, rules and people's decisions (D§17.1).
///
/// Ways are tried in order. One that finds exactly one account links it; one that finds several ends the search, for
/// then nobody can say whose member it is. Providers of free or disposable mail match by no domain and no name.
package struct Associator: Sendable {
    package let rules: [CommunitySettings.Rule]
    package let book: AssociationBook
    let providers: MailProviders
    private let overrides: LinkOverrides
    /// Rows of the accounts that people chose.
    private let chosen: [String: Int]

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
    }

    /// Decides all members.
    package func decide(_ members: AssociationMembers) -> AssociationDecisions {
        let hosts = MemberHosts(members.emails)
        let facts = facts(of: hosts, 0..<hosts.count)
        return AssociationDecisions(decide(members, 0..<members.count, hosts, facts))
    }

    /// Decides some members, so that parts can be decided side by side.
    ///
    /// - Parameter facts: of all hosts.
    package func decide(
        _ members: AssociationMembers, _ part: Range<Int>, _ hosts: MemberHosts, _ facts: [HostFacts]
    ) -> [AssociationDecision] {
        let persons = rules.contains(.person) ? book.personIndex.findAll(members.emails, part) : []
        return [AssociationDecision](unsafeUninitializedCapacity: part.count) { decisions, filled in
            facts.withUnsafeBufferPointer { facts in
                for row in part {
                    let place = row - part.lowerBound
                    let host = hosts.places[row]
                    let decision = decide(
                        members.rows[row], persons.isEmpty ? KeyIndex.Found() : persons[place],
                        host == MemberHosts.none ? nil : facts[Int(host)])
                    decisions.initializeElement(at: place, to: decision)
                }
            }
            filled = part.count
        }
    }

    /// - Parameters:
    ///   - persons: who is known to have the member's address.
    ///   - facts: what is known of its host; nothing without an address.
    @inline(__always)
    private func decide(_ member: Int64, _ persons: KeyIndex.Found, _ facts: HostFacts?) -> AssociationDecision {
        let override = overrides.isEmpty ? nil : overrides.byRow[member]
        if let override, let decision = decide(under: override) { return decision }
        var decision = AssociationDecision()
        guard let facts else {
            for order in rules.indices { decision.trail[order] = .noValue }
            return decision
        }
        for (order, rule) in rules.enumerated() {
            var finding = rule == .person ? book.finding(.person, persons) : facts[rule]
            if let never = override?.never, !never.isEmpty { finding = without(never, finding, rule) }
            decision.trail[order] = finding.outcome
            switch finding.outcome {
            case .linked:
                decision.settle(.linked, order, finding, account: book.account(rule, entry: finding.entry))
                return decision
            case .ambiguous:
                decision.settle(.ambiguous, order, finding, account: nil)
                let never = override?.never ?? []
                decision.count = UInt32(
                    never.isEmpty
                        ? book.accountCount(rule, finding.found) : candidates(rule, finding, never: never).count)
                return decision
            case .excludedFreemail, .blocked: decision.verdict = .excluded
            default: break
            }
        }
        return decision
    }

    /// The accounts that the deciding way found, in the order of their ids, without those that a person ruled out.
    package func candidates(of decision: AssociationDecision, member row: Int64) -> [Int] {
        guard decision.rule >= 0, decision.verdict == .ambiguous else { return [] }
        let finding = WayFinding(
            outcome: .ambiguous, found: KeyIndex.Found(first: decision.entry, count: decision.entryCount))
        return candidates(rules[Int(decision.rule)], finding, never: overrides.byRow[row]?.never ?? [])
    }

    private func decide(under override: RecordOverride) -> AssociationDecision? {
        if override.neverAtAll { return AssociationDecision(verdict: .excluded, rule: AssociationDecision.byHand) }
        guard let link = override.link, let account = chosen[link] else { return nil }
        return AssociationDecision(
            verdict: .linked, rule: AssociationDecision.byHand, account: UInt32(account), count: 1)
    }

    /// What a way finds when a person has ruled some accounts out.
    private func without(
        _ never: Set<String>, _ finding: WayFinding, _ rule: CommunitySettings.Rule
    ) -> WayFinding {
        guard finding.outcome == .linked || finding.outcome == .ambiguous else { return finding }
        var finding = finding
        let left = candidates(rule, finding, never: never)
        switch left.count {
        case 0: finding.outcome = .blocked
        case 1:
            finding.outcome = .linked
            finding.found.first = UInt32(entry(rule, finding, of: left[0]))
        default: finding.outcome = .ambiguous
        }
        return finding
    }

    private func candidates(
        _ rule: CommunitySettings.Rule, _ finding: WayFinding, never: Set<String>
    ) -> [Int] {
        book.accounts(rule, finding.found).filter {
            never.isEmpty || !never.contains(book.accounts.ids[$0])
        }
    }

    /// The entry that speaks for this account.
    private func entry(_ rule: CommunitySettings.Rule, _ finding: WayFinding, of account: Int) -> Int {
        let entries: [Int] =
            switch rule {
            case .person: book.personIndex.rows(finding.found)
            case .domainMap: book.domainIndex.rows(finding.found)
            case .name, .nameWithoutLegalForm: [account]
            }
        return entries.filter { book.account(rule, entry: $0) == account }.min() ?? finding.entry
    }
}
