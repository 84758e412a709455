/// Some members of those that were asked for.
package struct MemberPage: Sendable, Hashable {
    package var rows: [Row] = []
    /// Where to go on; nothing at the end.
    package var next: MemberKey?
    /// The end was not reached though fewer rows than wanted were found: so many have been looked at, and more remain.
    package var lookedAt: Int?
    /// So many members begin with what was searched for that not all of them were gathered.
    package var isPartial = false

    package init() {}

    package struct Row: Sendable, Hashable {
        package let key: MemberKey
        package let username: String?
        package let email: String?
        package let lastActive: Instant?
        package let verdict: MatchVerdict
        package let rule: String?
        package let account: String?
        package let accountName: String?
        /// The accounts' ids where several fit, at most twenty; `…` stands for more.
        package let candidates: [String]

        package init(
            key: MemberKey, username: String?, email: String?, lastActive: Instant?, verdict: MatchVerdict,
            rule: String?, account: String?, accountName: String?, candidates: [String] = []
        ) {
            self.key = key
            self.username = username
            self.email = email
            self.lastActive = lastActive
            self.verdict = verdict
            self.rule = rule
            self.account = account
            self.accountName = accountName
            self.candidates = candidates
        }
    }
}
