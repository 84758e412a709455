/// What an association reads and writes: whole columns, never a call per member.
package protocol AssociationStore: Sendable {
    /// Brings what is known of persons, names and domains up to date and says which members that concerns.
    func gatherIdentity(_ settings: IdentitySettings) async throws -> AssociationReach
    /// Members, and of the rest only what can matter to them.
    func associationScene(_ reach: AssociationReach, rules: [CommunitySettings.Rule]) async throws -> AssociationInput
    /// Writes links that differ, with their outcomes and history, in one transaction; nothing else is created.
    func write(
        _ links: [MemberLink], rules: [CommunitySettings.Rule], in run: RunNumber, at now: Instant
    ) async throws -> AssociationCounts
    /// Which links would differ, without writing anything.
    func differences(from links: [MemberLink]) async throws -> [LinkDifference]
    /// Notes that members are associated up to a state, with the coverage reached.
    func finishAssociation(_ reach: AssociationReach, in run: RunNumber, at now: Instant) async throws
    /// What people decided about a member's account; nothing as account means never at all.
    func decide(
        _ verdict: LinkVerdict, member: MemberKey, account: String?, by author: String, reason: String?, at now: Instant
    ) async throws
}

/// A member's place in a tenant: on the command line `tenant/id`.
package struct MemberKey: Sendable, Hashable, CustomStringConvertible {
    package let tenant: String
    package let id: String

    package init(tenant: String, id: String) {
        self.tenant = tenant
        self.id = id
    }

    /// Without a slash, the id of the default tenant.
    package init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        tenant = parts.count == 2 ? String(parts[0]) : CommunityKind.defaultTenant
        id = String(parts[parts.count - 1])
    }

    package var description: String { "\(tenant)/\(id)" }
}

/// Which members have to be looked at, and up to which change.
package struct AssociationReach: Sendable {
    package var fingerprint: String
    /// The change number up to which records have been looked at.
    package var revision: Int64
    /// Members by their numbers in the store, ascending; nothing means all.
    package var members: [Int64]?

    package init(fingerprint: String, revision: Int64, members: [Int64]?) {
        self.fingerprint = fingerprint
        self.revision = revision
        self.members = members
    }
}

/// What `Associator` needs, from one snapshot of the store.
package struct AssociationInput: Sendable {
    package var members: AssociationMembers
    package var accounts: AssociationBook.Accounts
    package var names: CompanyKeys
    package var persons: PersonEvidence
    package var domains: DomainEvidence
    package var overrides: LinkOverrides

    package init(
        members: AssociationMembers, accounts: AssociationBook.Accounts, names: CompanyKeys, persons: PersonEvidence,
        domains: DomainEvidence, overrides: LinkOverrides
    ) {
        self.members = members
        self.accounts = accounts
        self.names = names
        self.persons = persons
        self.domains = domains
        self.overrides = overrides
    }

    package func associator(rules: [CommunitySettings.Rule], providers: MailProviders) -> Associator {
        Associator(
            rules: rules,
            book: AssociationBook(accounts: accounts, persons: persons, domains: domains, names: names),
            providers: providers, overrides: overrides)
    }
}

/// What became of members in an association.
package struct AssociationCounts: Sendable, Hashable {
    package var linked = 0
    package var relinked = 0
    package var unlinked = 0
    package var updated = 0
    package var unchanged = 0

    package init() {}

    package static func += (left: inout AssociationCounts, right: AssociationCounts) {
        left.linked += right.linked
        left.relinked += right.relinked
        left.unlinked += right.unlinked
        left.updated += right.updated
        left.unchanged += right.unchanged
    }
}

/// A member whose account would change.
package struct LinkDifference: Sendable, Hashable {
    package let member: MemberKey
    package let email: String
    package let before: String?
    package let after: String?
    package let rule: String?

    package init(member: MemberKey, email: String, before: String?, after: String?, rule: String?) {
        self.member = member
        self.email = email
        self.before = before
        self.after = after
        self.rule = rule
    }
}
