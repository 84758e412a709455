/// What managers ask of members, accounts and domains together.
package protocol CommunityInsight: Sendable {
    /// Where matching stands: by rule and by tenant, weighted by revenue and by activity.
    func coverage(revenueColumn: String?, now: Instant, zone: WorkspaceZone) async throws -> CommunityCoverage
    /// Domains of members without an account, the weightiest first, with accounts they may belong to.
    /// Domains of mail providers, which say nothing of accounts, are not among them.
    func unresolvedDomains(limit: Int, providers: MailProviders, now: Instant) async throws -> OpenDomains
    /// Returns the domain in the form in which it is kept. Providers' domains say nothing of accounts and are refused.
    @discardableResult
    func assign(domain: String, to account: String, providers: MailProviders) async throws -> String
    /// Assigned domains that find nobody: of accounts that are not known, and of mail providers.
    func idleDomains(providers: MailProviders) async throws -> (withoutAccount: [String], ofProviders: [String])
    func unassign(domain: String, from account: String?) async throws -> Int
    /// Rules an account out for a domain, or with no account the domain itself; an assignment takes it back.
    func refuse(_ refusal: DomainRefusal) async throws
    /// Returns how many refusals there were to take back; with no account, all of the domain.
    func withdrawRefusals(ofDomain domain: String, account: String?) async throws -> Int
    /// What was ruled out, in order, after one; of some domains only, where they are given.
    func refusals(ofDomains domains: [String]?, after place: DomainRefusal?, limit: Int) async throws -> [DomainRefusal]
    func report(_ report: CommunityReport, _ scope: ReportScope) async throws -> ReportTable
    func audienceSchema() async throws -> AudienceSchema
    /// The members who satisfy a filter, in the columns of an invitation, sorted by tenant and id; so many of them after
    /// one, or all.
    func audience(
        _ filter: AudienceFilter, now: Instant, after place: MemberKey?, limit: Int?
    ) async throws -> ReportTable
    /// Puts on record, before it is asked for, that a run changes a role, and which run it takes back.
    func intend(_ change: RoleChange, in run: RunNumber, undoing: RunNumber?, at now: Instant) async throws
    /// Closes an intention: made, or surely not made and forgotten.
    func settle(_ change: RoleChange, in run: RunNumber, wasMade: Bool) async throws
    /// Intentions of which nobody has said what became of them: their run was killed, or never got an answer.
    func openRoleChanges(of tenant: String) async throws -> [(change: RoleChange, run: RunNumber)]
    /// What a run granted or revoked, or may have, and nobody has undone since.
    func roleChanges(of run: RunNumber) async throws -> [RoleChange]
}

extension CommunityInsight {
    /// All members who satisfy a filter.
    package func audience(_ filter: AudienceFilter, now: Instant) async throws -> ReportTable {
        try await audience(filter, now: now, after: nil, limit: nil)
    }
}

/// The weightiest domains of members without an account, and how many there are in all.
package struct OpenDomains: Sendable, Hashable {
    package var domains: [UnresolvedDomain] = []
    package var count = 0

    package init(domains: [UnresolvedDomain] = [], count: Int = 0) {
        self.domains = domains
        self.count = count
    }
}

/// Where matching stands, by tenant and way, and the accounts behind each of them.
package struct CommunityCoverage: Sendable, Hashable {
    package var rows: [CoverageRow]
    /// Of each way in all tenants together: an account that several of them know counts once.
    package var byRule: [String: Accounts]
    /// Of each tenant, in whatever way its members were found.
    package var byTenant: [String: Accounts]

    /// Different accounts, and their revenue.
    package struct Accounts: Sendable, Hashable {
        package let count: Int
        package let revenue: Double

        package init(count: Int, revenue: Double) {
            self.count = count
            self.revenue = revenue
        }
    }

    package init(rows: [CoverageRow] = [], byRule: [String: Accounts] = [:], byTenant: [String: Accounts] = [:]) {
        self.rows = rows
        self.byRule = byRule
        self.byTenant = byTenant
    }
}

/// How many members a way brought to an account, in one tenant.
package struct CoverageRow: Sendable, Hashable {
    package let tenant: String
    /// The way, or the decision of those without an account.
    package let rule: String
    package let isLinked: Bool
    package let members: Int
    /// Members active in the last 30 days.
    package let activeMembers: Int
    package let accounts: Int
    package let revenue: Double

    package init(
        tenant: String, rule: String, isLinked: Bool, members: Int, activeMembers: Int, accounts: Int, revenue: Double
    ) {
        self.tenant = tenant
        self.rule = rule
        self.isLinked = isLinked
        self.members = members
        self.activeMembers = activeMembers
        self.accounts = accounts
        self.revenue = revenue
    }
}

/// A role that a run gave to a member, or took away.
package struct RoleChange: Sendable, Hashable {
    package let member: MemberKey
    package let role: String
    package let isGranted: Bool

    package init(member: MemberKey, role: String, isGranted: Bool) {
        self.member = member
        self.role = role
        self.isGranted = isGranted
    }
}
