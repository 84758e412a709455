import Domain
import GRDB

/// Reads what an association needs from one snapshot: all of it, or only what can matter to some members.
struct AssociationReading {
    let database: Database
    /// Nothing means all.
    let members: [Int64]?
    /// Put before each statement: the tables of a part, where no temporary ones are filled.
    private var scope = ""

    private var isPart: Bool { members != nil || !scope.isEmpty }

    init(database: Database, members: [Int64]?) {
        self.database = database
        self.members = members
    }

    /// One member alone, for a connection that only reads.
    init(database: Database, member: Int64) {
        self.init(database: database, members: nil)
        scope = """
            WITH reach_member (member, tenant, id, email_key, host, domain, label) AS MATERIALIZED (
                SELECT key, tenant, id, email_key, host, domain, label FROM community_user
                WHERE key = \(member) AND NOT is_erased),
            reach_account (id) AS MATERIALIZED (\(Self.sources.joined(separator: " UNION ")))
            """
    }

    func input() throws -> AssociationInput {
        if let members { try narrow(to: members) }
        let (accounts, names) = try accounts()
        let index = AccountRows(accounts.ids)
        return AssociationInput(
            members: try readMembers(), accounts: accounts, names: names, persons: try persons(index),
            domains: try domains(index), overrides: try overrides())
    }

    /// The members with their keys, and the accounts that these or people's decisions lead to.
    ///
    /// Crossed joins keep their order: left to itself, SQLite would go through all members to find these few.
    private func narrow(to members: [Int64]) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS reach_member (
                    member INTEGER PRIMARY KEY, tenant TEXT, id TEXT, email_key TEXT, host TEXT, domain TEXT, label TEXT)
                """)
        try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS reach_account (id TEXT PRIMARY KEY) WITHOUT ROWID")
        try database.execute(sql: "DELETE FROM temp.reach_member; DELETE FROM temp.reach_account")
        let insert = try RawStatement(
            database,
            """
            INSERT OR IGNORE INTO temp.reach_member
            SELECT key, tenant, id, email_key, host, domain, label FROM community_user WHERE key = ?1 AND NOT is_erased
            """)
        let forget = try RawStatement(database, "DELETE FROM association_pending WHERE member = ?1")
        for member in members {
            insert.bind(1, integer: member)
            guard try insert.execute() == 0 else { continue }
            forget.bind(1, integer: member)
            try forget.execute()
        }
        for source in Self.sources {
            try database.execute(sql: "INSERT OR IGNORE INTO temp.reach_account \(source)")
        }
    }

    private static let sources = {
        let named = "CROSS JOIN account a ON a.key = k.account"
        return [
            "SELECT i.account_id FROM reach_member r CROSS JOIN identity i ON i.email_key = r.email_key",
            "SELECT d.account_id FROM reach_member r CROSS JOIN assigned_domain d ON d.domain = r.host",
            "SELECT d.account_id FROM reach_member r CROSS JOIN assigned_domain d ON d.domain = r.domain",
            "SELECT a.id FROM reach_member r CROSS JOIN account_key k ON k.whole = r.label \(named)",
            "SELECT a.id FROM reach_member r CROSS JOIN account_key k ON k.without_legal_form = r.label \(named)",
            "SELECT o.account_id FROM reach_member r CROSS JOIN community_override o ON o.member = r.member",
        ]
    }()

    private func readMembers() throws -> AssociationMembers {
        let select = try RawStatement(
            database,
            isPart
                ? "\(scope) SELECT member, email_key, tenant || '/' || id FROM reach_member ORDER BY member"
                : "SELECT key, email_key, tenant || '/' || id FROM community_user WHERE NOT is_erased ORDER BY key")
        var members = AssociationMembers()
        while try select.step() {
            members.rows.append(select.integer(0))
            members.emails.append(select.bytes(1))
            members.names.append(select.bytes(2))
        }
        return members
    }

    private func accounts() throws -> (AssociationBook.Accounts, CompanyKeys) {
        let source = isPart ? "FROM reach_account r CROSS JOIN account a ON a.id = r.id" : "FROM account a"
        let select = try RawStatement(
            database,
            """
            \(scope) SELECT a.id, a.name, k.whole, k.without_legal_form \(source) LEFT JOIN account_key k ON k.account = a.key
            ORDER BY a.key
            """)
        var accounts = AssociationBook.Accounts(ids: TextColumn(), names: TextColumn())
        var names = CompanyKeys(TextColumn())
        while try select.step() {
            accounts.ids.append(select.bytes(0))
            accounts.names.append(select.bytes(1))
            names.append(whole: select.bytes(2), withoutLegalForm: select.bytes(3))
        }
        return (accounts, names)
    }

    private func persons(_ accounts: AccountRows) throws -> PersonEvidence {
        let source =
            isPart
            ? "FROM reach_member r CROSS JOIN identity i ON i.email_key = r.email_key" : "FROM identity i"
        // The same person may be known to several members.
        let select = try RawStatement(
            database,
            """
            \(scope) SELECT \(isPart ? "DISTINCT" : "") i.email_key, i.account_id, i.person, i.source \(source)
            ORDER BY i.source, i.person, i.account_id
            """)
        var persons = PersonEvidence()
        while try select.step() {
            guard let account = accounts.row(of: select.bytes(1)) else { continue }
            persons.append(
                email: select.bytes(0), account: account, person: select.bytes(2),
                source: Self.source(select.bytes(3)))
        }
        return persons
    }

    private static func source(_ bytes: UnsafeBufferPointer<UInt8>) -> PersonSource {
        switch bytes.first {
        case UInt8(ascii: "s"): .salesforce
        case UInt8(ascii: "p"): .product
        default: .imported
        }
    }

    private func domains(_ accounts: AccountRows) throws -> DomainEvidence {
        let select = try RawStatement(
            database,
            isPart
                ? """
                \(scope) SELECT DISTINCT d.domain, d.account_id FROM reach_account r
                CROSS JOIN assigned_domain d ON d.account_id = r.id ORDER BY d.domain, d.account_id
                """ : "SELECT DISTINCT domain, account_id FROM assigned_domain ORDER BY domain, account_id")
        var domains = DomainEvidence()
        while try select.step() {
            guard let account = accounts.row(of: select.bytes(1)) else { continue }
            domains.domains.append(select.bytes(0))
            domains.accounts.append(account)
        }
        return domains
    }

    private func overrides() throws -> LinkOverrides {
        let part = scope.isEmpty ? "" : " WHERE member IN (SELECT member FROM reach_member)"
        let rows = try Row.fetchCursor(
            database, sql: "\(scope) SELECT member, account_id, verdict FROM community_override\(part)")
        var overrides = LinkOverrides()
        while let row = try rows.next() {
            let account: String = row["account_id"]
            let member: Int64 = row["member"]
            switch LinkVerdict(rawValue: row["verdict"]) {
            case .link: overrides[member].link = account
            case .never where account.isEmpty: overrides[member].neverAtAll = true
            case .never: overrides[member].never.insert(account)
            case .withdrawn, nil: break
            }
        }
        return overrides
    }
}

/// The rows of accounts by their ids.
struct AccountRows {
    private var rows: [UInt64: [UInt32]] = [:]
    private let ids: TextColumn

    init(_ ids: TextColumn) {
        self.ids = ids
        rows.reserveCapacity(ids.count)
        ids.bytes.withUnsafeBufferPointer { all in
            for row in 0..<ids.count {
                rows[keyHash(Bytes(rebasing: all[ids.range(row)])), default: []].append(UInt32(row))
            }
        }
    }

    func row(of id: Bytes) -> UInt32? {
        rows[keyHash(id)]?.first { ids.bytes[ids.range(Int($0))].elementsEqual(id) }
    }
}
