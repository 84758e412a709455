/// Finds each member's account: a pure function of members, the book, rules and people's decisions (D§17.1).
///
/// Ways are tried in order. One that finds exactly one account links it; one that finds several ends the search, for
/// then nobody can say whose member it is. Providers of free or disposable mail match by no domain and no name.
package struct Associator: Sendable {
    package let rules: [CommunitySettings.Rule]
    package let book: AssociationBook
    private let providers: MailProviders
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

    /// Decides all members, or a part of them, so that parts can be decided side by side.
    package func decide(_ members: AssociationMembers, part: Range<Int>? = nil) -> AssociationDecisions {
        let part = part ?? 0..<members.count
        var decisions = AssociationDecisions(capacity: part.count)
        var finder = HostFinder(book: book, providers: providers)
        members.emails.bytes.withUnsafeBufferPointer { all in
            for row in part {
                let email = Bytes(rebasing: all[members.emails.range(row)])
                let override = overrides.isEmpty ? nil : overrides.byRow[members.rows[row]]
                if let override, let decision = decide(under: override) {
                    decisions.append(decision)
                    continue
                }
                var decision = AssociationDecision()
                walk: for (order, rule) in rules.enumerated() {
                    var finding = WayFinding()
                    if rule == .person {
                        finding = person(members.emails, row)
                    } else if !email.isEmpty {
                        finding = finder.facts(of: email)[rule]
                    }
                    if let never = override?.never, !never.isEmpty { finding = without(never, finding, rule) }
                    decision.trail[order] = finding.outcome
                    switch finding.outcome {
                    case .linked:
                        decision.settle(.linked, order, finding, account: book.account(rule, entry: finding.entry))
                        break walk
                    case .ambiguous:
                        decision.settle(.ambiguous, order, finding, account: nil)
                        decision.count = UInt32(candidates(rule, finding, never: override?.never ?? []).count)
                        break walk
                    case .excludedFreemail, .blocked: decision.verdict = .excluded
                    default: break
                    }
                }
                decisions.append(decision)
            }
        }
        return decisions
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

    @inline(__always)
    private func person(_ emails: KeyColumn, _ row: Int) -> WayFinding {
        guard emails.hashes[row] != 0 else { return WayFinding() }
        guard let found = book.personIndex.find(emails, row) else {
            return WayFinding(outcome: .noCandidate)
        }
        let isOne =
            found.count == 1 || book.accounts(.person, found).count == 1
        return WayFinding(outcome: isOne ? .linked : .ambiguous, found: found)
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
