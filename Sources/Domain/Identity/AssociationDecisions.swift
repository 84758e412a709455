/// The members to associate: their numbers in the store and their e-mail addresses.
package struct AssociationMembers: Sendable {
    package var rows: [Int64]
    /// Addresses in form (`EmailKey`).
    package var emails: KeyColumn
    /// How the journal names them, tenant and id; empty where nothing is written.
    package var names = TextColumn()

    package init(rows: [Int64] = [], emails: KeyColumn = KeyColumn()) {
        self.rows = rows
        self.emails = emails
    }

    /// Members numbered from 0, with addresses as files hold them.
    package init(emails: TextColumn) {
        rows = (0..<emails.count).map(Int64.init)
        self.emails = KeyColumn(emails, by: .email(foldsPlusTags: false))
    }

    package var count: Int { rows.count }
}

/// What was concluded about one member.
package struct AssociationDecision: Sendable, Hashable {
    package var verdict = MatchVerdict.unmatched
    /// The way that decided, by its place among the rules; `noRule`, or `byHand`.
    package var rule = Self.noRule
    /// The account's row in the book; `noAccount` where there is none.
    package var account = Self.noAccount
    /// How many accounts the way found.
    package var count: UInt32 = 0
    /// The entry of the book that spoke first, and how many there are with its key.
    package var entry: UInt32 = 0
    package var entryCount: UInt32 = 0
    /// What each way said.
    package var trail = MatchTrail()

    package static let noRule: Int8 = -1
    package static let byHand: Int8 = -2
    package static let noAccount = UInt32.max

    package init(
        verdict: MatchVerdict = .unmatched, rule: Int8 = Self.noRule, account: UInt32 = Self.noAccount,
        count: UInt32 = 0
    ) {
        self.verdict = verdict
        self.rule = rule
        self.account = account
        self.count = count
    }

    /// Tries the ways in order, until one finds an account or several.
    @inline(__always)
    init(
        _ rules: [CommunitySettings.Rule], finding: (CommunitySettings.Rule) -> WayFinding,
        accountCount: (CommunitySettings.Rule, KeyIndex.Found) -> Int
    ) {
        for order in rules.indices {
            let found = finding(rules[order])
            if settle(order, found) {
                if verdict == .ambiguous { count = UInt32(accountCount(rules[order], found.found)) }
                return
            }
        }
    }

    /// Notes what a way said; true where it ends the search.
    @inline(__always)
    mutating func settle(_ order: Int, _ finding: WayFinding) -> Bool {
        trail[order] = finding.outcome
        switch finding.outcome {
        case .linked:
            verdict = .linked
            account = finding.account
            count = 1
        case .ambiguous:
            verdict = .ambiguous
        case .excludedFreemail, .blocked:
            verdict = .excluded
            return false
        default:
            return false
        }
        rule = Int8(truncatingIfNeeded: order)
        entry = finding.found.first
        entryCount = finding.found.count
        return true
    }

    /// How the journal names the decision about a member that was not associated before (D§23).
    package func outcomeCode(ruleCount: Int) -> OutcomeCode {
        switch verdict {
        case .linked, .ambiguousPick: return .linked
        case .ambiguous: return .ambiguous
        case .excluded:
            let isBlocked = rule == Self.byHand || trail.outcomes(count: ruleCount).contains(.blocked)
            return isBlocked ? .excludedBlocked : .excludedFreemail
        case .unmatched:
            return trail.outcomes(count: ruleCount).contains(.noCandidate) ? .unmatchedNoCandidate : .unmatchedNoValue
        }
    }
}

/// What was concluded about each of many members, in their order.
package struct AssociationDecisions: Sendable {
    /// All of one size but the last.
    private let parts: [[AssociationDecision]]
    private let partSize: Int
    package let count: Int

    package init(_ decisions: [AssociationDecision]) {
        self.init(parts: [decisions], of: decisions.count)
    }

    /// - Parameter size: of each part but the last.
    package init(parts: [[AssociationDecision]], of size: Int) {
        self.parts = parts
        partSize = max(size, 1)
        count = parts.reduce(0) { $0 + $1.count }
    }

    package subscript(row: Int) -> AssociationDecision { parts[row / partSize][row % partSize] }
}
