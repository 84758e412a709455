/// Tenants, members and what they did, as pages ask for them: a page at a time.
package protocol CommunityBrowser: Sendable {
    /// The tenants that were ever read or loaded, by name.
    func tenants() async throws -> [CommunityTenant]
    func tenantNames() async throws -> [String]
    func members(_ query: MemberQuery) async throws -> MemberPage
    /// One present member with all that is known of them; nothing where there is none.
    func member(_ key: MemberKey) async throws -> MemberProfile?
    /// What deciding about one member needs. Persons, names and domains are gathered first where records have changed;
    /// otherwise nothing is written, so that whoever only looks waits for nobody.
    func associationScene(ofMember row: Int64, _ settings: IdentitySettings) async throws -> AssociationInput
    /// What a member wrote and did, the newest first.
    func deeds(of member: MemberKey, limit: Int) async throws -> [MemberDeed]
    /// The assigned domains in order, after one.
    func assignedDomains(after place: AssignedDomain?, limit: Int) async throws -> [AssignedDomain]
    /// What some domains are assigned to, as far as they are.
    func assignments(ofDomains domains: [String]) async throws -> [AssignedDomain]
}

/// A community, with how much was written in it.
package struct CommunityTenant: Sendable, Hashable {
    package let name: String
    package let topics: Int
    package let replies: Int

    package init(name: String, topics: Int, replies: Int) {
        self.name = name
        self.topics = topics
        self.replies = replies
    }
}

/// Which members to list, and from where on.
package struct MemberQuery: Sendable, Hashable {
    /// The beginning of an id, or of an e-mail whatever its case.
    package var search: String?
    package var tenant: String?
    package var domain: String?
    package var account: String?
    /// Nothing means all, whatever was concluded.
    package var verdict: MatchVerdict?
    package var after: MemberKey?
    package var limit = 50

    package init() {}
}

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

/// One member with all columns, the account as stored, and what people decided.
package struct MemberProfile: Sendable, Hashable {
    package let key: MemberKey
    /// The member's number in the store.
    package let row: Int64
    package let columns: [Column]
    package let account: String?
    package let since: Instant?
    package let decidedIn: RunNumber?
    /// Accounts of before, the newest first.
    package let previous: [String]
    package let decisions: [Decision]

    package struct Column: Sendable, Hashable {
        package let name: String
        package let value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// What a person said: this account, never this one, or (without an account) never any.
    package struct Decision: Sendable, Hashable {
        package let isLink: Bool
        package let account: String?
        package let author: String
        package let at: Instant
        package let reason: String?

        package init(isLink: Bool, account: String?, author: String, at: Instant, reason: String?) {
            self.isLink = isLink
            self.account = account
            self.author = author
            self.at = at
            self.reason = reason
        }
    }

    package init(
        key: MemberKey, row: Int64, columns: [Column], account: String?, since: Instant?, decidedIn: RunNumber?,
        previous: [String], decisions: [Decision]
    ) {
        self.key = key
        self.row = row
        self.columns = columns
        self.account = account
        self.since = since
        self.decidedIn = decidedIn
        self.previous = previous
        self.decisions = decisions
    }

    package subscript(name: String) -> Value { columns.first { $0.name == name }?.value ?? .null }
}

/// Something a member wrote or did.
package struct MemberDeed: Sendable, Hashable {
    package let at: Instant
    /// `topic`, `reply`, or an activity's type.
    package let kind: String
    /// The content's title, or what the activity was about.
    package let subject: String

    package init(at: Instant, kind: String, subject: String) {
        self.at = at
        self.kind = kind
        self.subject = subject
    }
}

/// A domain that belongs to an account, as somebody said.
package struct AssignedDomain: Sendable, Hashable {
    package let domain: String
    package let account: String
    package let accountName: String?

    package init(domain: String, account: String, accountName: String? = nil) {
        self.domain = domain
        self.account = account
        self.accountName = accountName
    }
}
