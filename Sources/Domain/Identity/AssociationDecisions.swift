/// The members to associate: their numbers in the store and their e-mail addresses.
package struct AssociationMembers: Sendable {
    package var rows: [Int64]
    /// Addresses in form (`EmailKey`).
    package var emails: KeyColumn

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

    mutating func settle(_ verdict: MatchVerdict, _ order: Int, _ finding: WayFinding, account: Int?) {
        self.verdict = verdict
        rule = Int8(order)
        self.account = account.map { UInt32($0) } ?? Self.noAccount
        count = account == nil ? 0 : 1
        entry = finding.found.first
        entryCount = finding.found.count
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
