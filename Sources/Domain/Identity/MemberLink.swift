/// A member's link to an account as it is kept: the decision with everything that explains it.
package struct MemberLink: Sendable, Hashable {
    /// The member's number in the store.
    package var row: Int64
    /// How the journal names the member.
    package var name: String
    package var account: String?
    package var verdict: MatchVerdict
    /// The way that decided, `manual` for a person's decision, nothing where none did.
    package var rule: String?
    /// The two values that were compared.
    package var ourValue: String?
    package var theirValue: String?
    /// Where the evidence came from, for the way by persons.
    package var source: String?
    package var candidateCount: Int
    /// The accounts' ids where there are several, as exports write them.
    package var candidates: String?
    package var trail: MatchTrail
    package var code: OutcomeCode

    /// More candidates than this are not named (docs/files.md).
    package static let namedCandidates = 20
}

/// Spells out the decisions of an associator, one member after another.
package struct MemberLinks: ~Copyable {
    private let associator: Associator
    private let names: [String]
    private var parts = HostParts()

    package init(_ associator: Associator) {
        self.associator = associator
        names = associator.rules.map(\.rawValue)
    }

    package mutating func link(_ decision: AssociationDecision, of row: Int, in members: AssociationMembers)
        -> MemberLink
    {
        let book = associator.book
        var link = MemberLink(
            row: members.rows[row], name: row < members.names.count ? members.names[row] : "", account: nil,
            verdict: decision.verdict, rule: nil,
            candidateCount: Int(decision.count), candidates: nil, trail: decision.trail,
            code: decision.outcomeCode(ruleCount: names.count))
        if decision.account != AssociationDecision.noAccount { link.account = book.accounts.ids[Int(decision.account)] }
        guard decision.rule >= 0 else {
            if decision.rule == AssociationDecision.byHand { link.rule = "manual" }
            return link
        }
        link.rule = names[Int(decision.rule)]
        describe(associator.rules[Int(decision.rule)], Int(decision.entry), row, members, &link)
        if decision.verdict == .ambiguous {
            let ids = associator.candidates(of: decision, member: link.row).map { book.accounts.ids[$0] }
            link.candidateCount = ids.count
            let named = ids.prefix(MemberLink.namedCandidates).joined(separator: ";")
            link.candidates = ids.count > MemberLink.namedCandidates ? named + ";…" : named
        }
        return link
    }

    private mutating func describe(
        _ rule: CommunitySettings.Rule, _ entry: Int, _ row: Int, _ members: AssociationMembers,
        _ link: inout MemberLink
    ) {
        let book = associator.book
        guard rule != .person else {
            link.ourValue = members.emails[row]
            link.theirValue = book.persons.evidence.ids[entry]
            link.source = book.persons.evidence.sources[entry].rawValue
            return
        }
        members.emails.bytes.withUnsafeBufferPointer {
            parts.read(email: Bytes(rebasing: $0[members.emails.range(row)]))
        }
        if rule == .domainMap {
            link.ourValue = parts.host.string
            link.theirValue = book.hosts.domains.domains[entry]
        } else {
            link.ourValue = parts.label.string
            link.theirValue = book.accounts.names[entry]
        }
    }
}
