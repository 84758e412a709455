import Domain
import Foundation
import GRDB
import Store
import SyncEngine
import TestSupport

/// A store in a folder of its own with what an association needs.
struct CommunityHub: Sendable {
    let store: HubStore
    private let folder: TemporaryFolder
    private let now = Instant(milliseconds: 1_780_000_000_000)

    init() async throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.db"), createIfMissing: true)
    }

    func loadSample(members count: Int = .max) async throws {
        try await load("accounts", ["id", "name"], .accounts)
        try await load("persons", ["id", "email", "name"], .persons)
        try await load("account-persons", ["person_id", "account_id"], .accountPersons)
        try await load("domains", ["domain", "account_id"], .domains)
        let members = try Fixture.rows("org/community/community-users.csv").prefix(count)
        try await load(accounts: [], members: members.map { ($0["id"] ?? "", $0["email"] ?? "") })
    }

    private func load(_ file: String, _ columns: [String], _ kind: RecordKind) async throws {
        let rows = try Fixture.rows("org/community/\(file).csv").map { row in columns.map { row[$0] ?? "" } }
        try await load(rows, columns, kind)
    }

    func load(
        _ rows: [[String]], _ columns: [String], _ kind: RecordKind, _ attributes: [AttributeDefinition] = []
    ) async throws {
        guard !rows.isEmpty else { return }
        let plan = try ImportPlan(kind: kind, header: columns, attributes: attributes)
        _ = try await store.load([Self.batch(rows)], as: plan)
        try await store.finishLoading()
    }

    func load(
        accounts: [(String, String)], members: [(String, String)], tenant: String = CommunityKind.defaultTenant
    ) async throws {
        try await load(accounts.map { [$0.0, $0.1] }, ["id", "name"], .accounts)
        guard !members.isEmpty else { return }
        _ = try await store.load([self.members(members, tenant: tenant)], as: try .whole(.users))
    }

    func load(persons: [(id: String, email: String, account: String)]) async throws {
        try await load(persons.map { [$0.id, $0.email] }, ["id", "email"], .persons)
        try await load(persons.map { [$0.id, $0.account] }, ["person_id", "account_id"], .accountPersons)
    }

    func load(activity: [(id: String, member: String, time: String)], type: String = "like_given") async throws {
        let batch = Self.batch(activity.map { ["", $0.id, $0.member, type, "", $0.time] })
        _ = try await store.load([batch], as: try .whole(.activity))
    }

    /// Rows of id, context, type, author, topic, title, time and votes.
    func load(content: [[String]]) async throws {
        let rows = content.map { row in
            ["", row[0], row[1], row[2], row[3], row[4], "", row[5], row[6], "", "", "", row[7], "", ""]
        }
        _ = try await store.load([Self.batch(rows)], as: try .whole(.content))
    }

    func members(_ members: [(String, String)], tenant: String) -> TextBatch {
        Self.batch(members.map { [tenant, $0.0, "", $0.1] + [String](repeating: "", count: 9) })
    }

    private static func batch(_ rows: [[String]]) -> TextBatch {
        var batch = TextBatch(columnCount: rows.first?.count ?? 0)
        for row in rows { for cell in row { batch.append(cell.utf8) } }
        return batch
    }

    /// As a run of its own.
    @discardableResult
    func associate(_ configuration: HubConfiguration = HubConfiguration()) async throws -> AssociateStage.Report {
        let run = try await store.beginRun(trigger: .commandLine, stages: [.associate], at: now)
        let report = try await AssociateStage(store: store).run(configuration, run: run, at: now)
        try await store.endRun(run, status: .done, reason: nil, at: now)
        return report
    }

    /// The last coverage that was noted down, and the one that the links give.
    func coverages() async throws -> (noted: [String: Int], counted: [String: Int]) {
        try await store.read { database in
            func rows(_ sql: String) throws -> [String: Int] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(uniqueKeysWithValues: rows.map { ("\($0[0] as String) \($0[1] as String)", $0[2]) })
            }
            return (
                try rows(
                    """
                    SELECT tenant, rule, members FROM community_coverage
                    WHERE run = (SELECT max(run) FROM community_coverage)
                    """),
                try rows(
                    """
                    SELECT u.tenant, CASE WHEN l.account_id IS NULL THEN l.decision ELSE l.rule END, count(*)
                    FROM community_user u JOIN community_link l ON l.member = u.key WHERE NOT u.is_erased GROUP BY 1, 2
                    """)
            )
        }
    }

    func decide(_ verdict: LinkVerdict, _ id: String, _ account: String?) async throws {
        try await store.decide(
            verdict, member: MemberKey(id), account: account, by: "test", reason: nil, at: now)
    }

    func accounts() async throws -> [String: String] {
        let table = ExportedTable()
        try await store.exportCommunityLinks { table.take($0) }
        return Dictionary(uniqueKeysWithValues: table.rows.map { ("\($0[0])/\($0[1])", $0[2]) })
    }

    func userAccounts() async throws -> [String: String] {
        try await store.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, coalesce(account_id, '') AS account FROM user")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["id"], $0["account"]) })
        }
    }

    func links() async throws -> [[String]] {
        let table = ExportedTable()
        try await store.exportCommunityLinks { table.take($0) }
        return table.rows
    }

    /// The links as if nobody had ever associated before.
    func linksFromScratch(_ configuration: HubConfiguration = HubConfiguration()) async throws -> [[String]] {
        let copy = folder.file("scratch-\(UUID().uuidString).db")
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        let scratch = try HubStore(path: copy, createIfMissing: false)
        try await scratch.write { database in
            for table in [
                "association_state", "association_pending", "community_link", "identity", "account_key",
                "assigned_domain",
            ] {
                try database.execute(sql: "DELETE FROM \(table)")
            }
        }
        _ = try await AssociateStage(store: scratch).run(configuration, run: RunNumber(1), at: now)
        let table = ExportedTable()
        try await scratch.exportCommunityLinks { table.take($0) }
        return table.rows
    }

    func counts(_ tables: [String]) async throws -> [Int] {
        try await store.read { database in
            try tables.map { try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? 0 }
        }
    }
}
