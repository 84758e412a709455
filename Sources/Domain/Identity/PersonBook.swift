/// Persons found by their e-mail addresses (D§17.1).
package struct PersonBook: Sendable {
    package let evidence: PersonEvidence
    private let index: KeyIndex

    package init(_ evidence: PersonEvidence) {
        self.evidence = evidence
        let speaking = (0..<UInt32(evidence.count)).filter { evidence.speaks(Int($0)) }
        index = KeyIndex(evidence.emails, rows: speaking) { $0 < $1 }
    }

    /// Who has the address of each of some members.
    func findAll(_ emails: KeyColumn, _ part: Range<Int>) -> [KeyIndex.Found] { index.findAll(emails, part) }

    @inline(__always)
    func finding(_ found: KeyIndex.Found) -> WayFinding {
        guard found.count > 0 else { return WayFinding(outcome: .noCandidate) }
        let account = evidence.firstAccount(of: found.first)
        let isAlone = found.count == 1 && evidence.range(Int(found.first)).count == 1
        let isClear = isAlone || accounts(found).allSatisfy { $0 == account }
        return WayFinding(outcome: isClear ? .linked : .ambiguous, found: found, account: account)
    }

    /// The accounts of some persons, with repetitions.
    func accounts(_ found: KeyIndex.Found) -> [UInt32] {
        index.rows(found).flatMap { evidence.accounts(of: $0) }
    }

    /// Of some persons the first who is at an account.
    func person(_ found: KeyIndex.Found, at account: UInt32) -> UInt32? {
        index.rows(found).filter { evidence.accounts(of: $0).contains(account) }.min().map { UInt32($0) }
    }
}
