import Domain
import GRDB

/// Counts all members by tenant and by the way in which their account was found, in one walk over them.
///
/// Members and links are walked side by side in the order of their keys: by an index, each row would be looked for in
/// another place.
struct CoverageCount {
    private struct Group {
        let rule: [UInt8]
        var isLinked = false
        var members = 0
        var active = 0
        var accounts: Set<String> = []
    }

    private struct Tenant {
        let name: [UInt8]
        var groups: [Group] = []
    }

    private let database: Database
    /// Whoever was seen in these milliseconds is active.
    private let window: Range<Int64>
    private var tenants: [Tenant] = []

    init(_ database: Database, window: Range<Int64>) throws {
        self.database = database
        self.window = window
        let active = try activeAuthors()
        let walk = try RawStatement(
            database,
            """
            SELECT u.key, u.tenant, coalesce(u.last_active_at >= ? AND u.last_active_at < ?, 0), l.account_id,
                \(CoverageTally.rule)
            FROM community_user u NOT INDEXED LEFT JOIN community_link l ON l.member = u.key WHERE NOT u.is_erased
            """)
        walk.bind(1, integer: window.lowerBound)
        walk.bind(2, integer: window.upperBound)
        while try walk.step() {
            let isActive = walk.integer(2) != 0 || active.contains(walk.integer(0))
            count(tenant: walk.bytes(1), rule: walk.bytes(4), account: walk.string(3), isActive: isActive)
        }
    }

    /// Those who wrote or did something in the communities.
    private func activeAuthors() throws -> Set<Int64> {
        var members: Set<Int64> = []
        for (table, author, at, counts) in [
            ("community_content", "author_id", "created_at", ""),
            ("community_activity", "community_user_id", "occurred_at", "AND c.type IN (\(MemberSigns.types))"),
        ] {
            let rows = try RawStatement(
                database,
                """
                SELECT u.key FROM \(table) c CROSS JOIN community_user u ON u.tenant = c.tenant AND u.id = c.\(author)
                WHERE c.\(at) >= ? AND c.\(at) < ? \(counts)
                """)
            rows.bind(1, integer: window.lowerBound)
            rows.bind(2, integer: window.upperBound)
            while try rows.step() { members.insert(rows.integer(0)) }
        }
        return members
    }

    private mutating func count(tenant name: Bytes, rule: Bytes, account: String?, isActive: Bool) {
        let tenant = tenants.firstIndex { $0.name.elementsEqual(name) } ?? tenants.count
        if tenant == tenants.count { tenants.append(Tenant(name: Array(name))) }
        let group = tenants[tenant].groups.firstIndex { $0.rule.elementsEqual(rule) } ?? tenants[tenant].groups.count
        if group == tenants[tenant].groups.count { tenants[tenant].groups.append(Group(rule: Array(rule))) }
        tenants[tenant].groups[group].members += 1
        if isActive { tenants[tenant].groups[group].active += 1 }
        guard let account else { return }
        tenants[tenant].groups[group].isLinked = true
        tenants[tenant].groups[group].accounts.insert(account)
    }

    func coverage(revenueColumn: String?) throws -> CommunityCoverage {
        let revenue = try revenueColumn.map(revenues) ?? [:]
        func worth(_ accounts: Set<String>) -> CommunityCoverage.Accounts {
            CommunityCoverage.Accounts(
                count: accounts.count,
                revenue: revenue.isEmpty ? 0 : accounts.reduce(0) { $0 + (revenue[$1] ?? 0) })
        }
        var coverage = CommunityCoverage()
        var ofRules: [[UInt8]: Set<String>] = [:]
        for tenant in tenants {
            let name = String(decoding: tenant.name, as: UTF8.self)
            for group in tenant.groups {
                let accounts = worth(group.accounts)
                coverage.rows.append(
                    CoverageRow(
                        tenant: name, rule: String(decoding: group.rule, as: UTF8.self), isLinked: group.isLinked,
                        members: group.members, activeMembers: group.active, accounts: accounts.count,
                        revenue: accounts.revenue))
                ofRules[group.rule, default: []].formUnion(group.accounts)
            }
            coverage.byTenant[name] = worth(tenant.groups.reduce(into: []) { $0.formUnion($1.accounts) })
        }
        for (rule, accounts) in ofRules { coverage.byRule[String(decoding: rule, as: UTF8.self)] = worth(accounts) }
        // By tenant, those with an account first, then by their number.
        coverage.rows.sort {
            ($0.tenant, $0.isLinked ? 0 : 1, -$0.members) < ($1.tenant, $1.isLinked ? 0 : 1, -$1.members)
        }
        return coverage
    }

    private func revenues(of column: String) throws -> [String: Double] {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT id, \(quoted(column)) FROM account WHERE \(quoted(column)) IS NOT NULL")
        var revenues: [String: Double] = [:]
        while let row = try rows.next() { revenues[row[0]] = row[1] as Double? }
        return revenues
    }
}
