import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct MapStageTests {
    private let folder: TemporaryFolder
    private let store: HubStore
    private let now = Instant("2026-05-13T08:00:00Z")
    private let fields = [
        FieldDescription(name: "Id", type: .id), FieldDescription(name: "SystemModstamp", type: .datetime),
        FieldDescription(name: "IsDeleted", type: .boolean), FieldDescription(name: "Title", type: .string),
        FieldDescription(name: "Score__c", type: .double), FieldDescription(name: "IsActive__c", type: .boolean),
        FieldDescription(name: "Birthdate", type: .date),
    ]
    private let attributes = [
        AttributeDefinition(entity: .user, apiName: "job", type: .string),
        AttributeDefinition(entity: .user, apiName: "score", type: .number),
        AttributeDefinition(entity: .user, apiName: "active", type: .boolean),
        AttributeDefinition(entity: .user, apiName: "born", type: .dateTime),
    ]

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    @Test func `values of every type arrive on linked records, and on no other`() async throws {
        try await prepare()
        let report = try await map()
        #expect((report["records changed"], report["values updated"]) == (2, 6))
        #expect(
            try await users() == [
                "u1": ["CEO", "12.5", "true", "1980-02-29T00:00:00.000Z"], "u2": ["CFO", "10", "", ""],
                "u3": ["", "", "", ""],
            ])
        let again = try await map()
        #expect(again["records changed"] == 0)
    }

    @Test func `each changed value has its outcome with before and after`() async throws {
        try await prepare()
        _ = try await map()
        try await mirror([["c1", stamp(2), "false", "Chair", "", "true", "1980-02-29"]])
        let report = try await map()
        #expect((report["linked records looked at"], report["values updated"], report["values cleared"]) == (1, 1, 1))
        #expect(
            try await outcomes(of: RunNumber(2)) == [
                ["u1", "updated", "job", "CEO", "Chair"], ["u1", "cleared", "score", "12.5", ""],
            ])
    }

    @Test func `a field of an index arrives in the rows where it differs, the others in theirs`() async throws {
        let mappings = [PullMapping(from: "Title", to: "last_name"), PullMapping(from: "Score__c", to: "score")]
        try await prepare()
        _ = try await map(mappings: mappings)
        try await mirror([
            ["c1", stamp(2), "false", "Chair", "12.5", "true", "1980-02-29"],
            ["c2", stamp(2), "false", "CFO", "11", "", ""],
        ])
        let before = try await store.read { try Int.fetchOne($0, sql: "SELECT last FROM revision") ?? 0 }
        let report = try await map(mappings: mappings)
        #expect((report["records changed"], report["values updated"]) == (2, 2))
        let rows = try await store.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, last_name, a_score, revision FROM user INDEXED BY user_last_named
                    WHERE last_name COLLATE NOCASE IN ('chair', 'cfo', 'ceo') ORDER BY id
                    """
            ).map { [$0["id"], $0["last_name"], "\($0["a_score"] as Double)", "\(($0["revision"] as Int) - before)"] }
        }
        #expect(rows == [["u1", "Chair", "12.5", "1"], ["u2", "CFO", "11.0", "1"]])
        #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try await map(mappings: mappings)["linked records looked at"] == 0)
    }

    @Test func `an empty field leaves our value alone where nulls are ignored`() async throws {
        try await prepare()
        _ = try await map(ignoringNulls: true)
        try await mirror([["c1", stamp(2), "false", "", "", "", ""]])
        let report = try await map(ignoringNulls: true)
        #expect(report["records changed"] == 0)
        #expect(try await users()["u1"] == ["CEO", "12.5", "true", "1980-02-29T00:00:00.000Z"])
    }

    @Test func `a deleted record on the other side is not copied`() async throws {
        try await prepare()
        _ = try await map()
        try await mirror([["c1", stamp(2), "true", "Nobody", "", "", ""]])
        #expect(try await map()["records changed"] == 0)
    }

    @Test func `a new link, an own change and a new mapping are each seen`() async throws {
        try await prepare()
        _ = try await map()
        try await link("u3", "c2")
        #expect(try await map()["records changed"] == 1)
        try await importUsers(["id", "job"], [["u3", "typed by hand"]])
        #expect(try await map()["values updated"] == 1)
        #expect(try await users()["u3"]?[0] == "CFO")
        #expect(try await map()["linked records looked at"] == 0)
        #expect(try await map(mappings: [PullMapping(from: "Title", to: "job")])["linked records looked at"] == 3)
    }

    @Test func `a killed map goes on, and ends as if it had not been`() async throws {
        try await prepare()
        let plan = MapPlan(
            entity: .user, configuration: configuration(mappings: mappings).users, attributes: attributes,
            mirror: try await store.mirrorFields(of: "Contact"))
        let run = try await store.beginRun(trigger: .commandLine, stages: [.map], at: now)
        _ = try await store.beginMap(plan)
        let first = try await store.map(plan, after: 0, limit: 1, in: run)
        #expect(first?.counts.records == 1)

        let reopened = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: false)
        let report = try await MapStage(store: reopened).run(try await context(mappings: mappings), entity: .user)
        #expect(report["records changed"] == 1)
        #expect(try await users()["u2"] == ["CFO", "10", "", ""])
    }

    @Test func `a field that is not in the mirror is told once: by the fetch of the same run, or by the map`()
        async throws
    {
        let wanted = [PullMapping(from: "Title", to: "job"), PullMapping(from: "Gone__c", to: "job")]
        _ = try await store.declare(attributes)
        let early = try await map(mappings: wanted)
        #expect(
            early.notes == [
                "Nothing is pulled: nothing of Contact has been fetched yet. Run `crosswalk sync fetch`."
            ])
        try await prepare()
        let alone = try await map(mappings: wanted)
        #expect(alone.notes.count == 1 && alone.isPartial)
        #expect(alone.notes.first?.hasPrefix("Pulling Gone__c to job is off: Gone__c is not in the mirror.") == true)
        let run = try await store.beginRun(trigger: .commandLine, stages: [.fetch, .map], at: now)
        let context = RunContext(
            run: run, configuration: configuration(mappings: wanted), startedAt: now, hasFetched: true)
        let after = try await MapStage(store: store).run(context, entity: .user)
        #expect(after.notes.isEmpty && !after.isPartial)
    }

    @Test func `a preview tells and writes nothing`() async throws {
        try await prepare()
        let (report, outcomes) = try await MapStage(store: store).preview(
            configuration(mappings: mappings), entity: .user, limit: 3)
        #expect(report["values updated"] == 6)
        #expect(outcomes.map(\.record) == ["u1", "u1", "u1"])
        #expect(try await users()["u1"] == ["", "", "", ""])
        #expect(try await map()["values updated"] == 6)
    }

    @Test func `undo gives back what stood before, refuses what people changed, and holds it`() async throws {
        try await prepare()
        try await importUsers(["id", "job", "score"], [["u1", "Clerk", "0.1"], ["u2", "", ""]])
        _ = try await map()
        try await importUsers(["id", "job"], [["u2", "typed by hand"]])

        let undone = try await MapUndo(store: store).run(try await context(mappings: mappings), undoing: RunNumber(1))
        #expect((undone["values given back"], undone["changed since, left alone"]) == (5, 1))
        let after = ["u1": ["Clerk", "0.1", "", ""], "u2": ["typed by hand", "", "", ""], "u3": ["", "", "", ""]]
        #expect(try await users() == after)

        // What was taken back stays so, until somebody lifts the hold.
        _ = try await map()
        #expect(try await users()["u1"] == after["u1"])
        #expect(try await store.liftMappingHolds() == 5)
        _ = try await map()
        #expect(try await users()["u1"]?[0] == "CEO")
    }

    @Test func `what an undo of a map gives back is held, also right after other holds were lifted`() async throws {
        try await prepare()
        _ = try await map()
        try await mirror([["c1", stamp(2), "false", "Chair", "12.5", "true", "1980-02-29"]])
        _ = try await map()
        #expect(try await undo(2)["values given back"] == 1)
        #expect(try await store.liftMappingHolds() == 1)
        #expect(try await undo(1)["values given back"] > 0)
        _ = try await map()
        #expect(try await users()["u1"] == ["", "", "", ""])
    }

    @Test func `what an undo of a map has taken back does not come back with the same value`() async throws {
        try await prepare()
        _ = try await map()
        for (number, title) in [(2, "Chair"), (3, "CEO")] {
            try await mirror([["c1", stamp(number), "false", title, "12.5", "true", "1980-02-29"]])
            _ = try await map()
        }
        #expect(try await undo(1)["changed since, left alone"] == 1)
        #expect(try await users()["u1"]?[0] == "CEO")
        #expect(try await undo(3)["values given back"] == 1)
        #expect(try await undo(2)["values given back"] == 1)
        #expect(try await users()["u1"]?[0] == "CEO")
        #expect(try await undo(3)["values given back"] == 0)
        #expect(try await users()["u1"]?[0] == "CEO")
        #expect(try await !store.hasMapped(in: RunNumber(3)))
        #expect(try await store.hasMapped(in: RunNumber(1)))
    }

    @Test func `mappings that cannot be carried out are left out, each with a sentence`() async throws {
        try await prepare()
        let report = try await map(mappings: [
            PullMapping(from: "Title", to: "job"), PullMapping(from: "Title", to: "score"),
            PullMapping(from: "Gone__c", to: "job"), PullMapping(from: "Title", to: "nothing"),
            PullMapping(from: "Id", to: "salesforce_contact_id"),
        ])
        #expect(report.notes.count == 4)
        #expect(report["values updated"] == 2)
    }

    private var mappings: [PullMapping] {
        [
            PullMapping(from: "Title", to: "job"), PullMapping(from: "Score__c", to: "score"),
            PullMapping(from: "isactive__c", to: "active"), PullMapping(from: "Birthdate", to: "born"),
        ]
    }

    private func stamp(_ day: Int) -> String { "2026-05-0\(day)T00:00:00.000Z" }

    private func prepare() async throws {
        _ = try await store.declare(attributes)
        try await importUsers(["id"], [["u1"], ["u2"], ["u3"]])
        _ = try await store.prepareMirror(of: "Contact", fields: fields, at: now)
        try await mirror([
            ["c1", stamp(1), "false", "CEO", "12.5", "true", "1980-02-29"],
            ["c2", stamp(1), "false", "CFO", "10", "", ""],
            ["c3", stamp(1), "false", "Nobody", "", "", ""],
        ])
        var milestone = MirrorMilestone(object: "Contact", run: RunNumber(0))
        milestone.filledFields = fields.map(\.name)
        try await store.finish(milestone, at: now)
        try await store.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS link (
                        entity TEXT NOT NULL, record INTEGER NOT NULL, salesforce_id TEXT, decision TEXT NOT NULL,
                        candidate_count INTEGER NOT NULL, trail INTEGER NOT NULL, decided_by TEXT NOT NULL,
                        since INTEGER NOT NULL, decided_in INTEGER NOT NULL, digest INTEGER NOT NULL,
                        revision INTEGER NOT NULL, PRIMARY KEY (entity, record)) WITHOUT ROWID;
                    CREATE INDEX IF NOT EXISTS link_revision ON link (revision);
                    """)
        }
        try await link("u1", "c1")
        try await link("u2", "c2")
    }

    private func link(_ user: String, _ contact: String) async throws {
        try await store.write { database in
            try database.execute(sql: "UPDATE revision SET last = last + 1")
            try database.execute(
                sql: """
                    INSERT INTO link (entity, record, salesforce_id, decision, candidate_count, trail, decided_by, since,
                        decided_in, digest, revision)
                    SELECT 'user', key, ?, 'linked', 1, 0, 'rule', 0, 1, 0, (SELECT last FROM revision)
                    FROM user WHERE id = ?
                    """, arguments: [contact, user])
        }
    }

    private func mirror(_ rows: [[String]]) async throws {
        let page = MirrorPage(
            object: "Contact", entity: .user, fields: fields.map(\.name), stampField: "SystemModstamp", addsRows: true,
            run: RunNumber(0))
        _ = try await store.apply([TextBatch(rows)], as: page, at: now)
    }

    private func importUsers(_ header: [String], _ rows: [[String]]) async throws {
        let plan = try ImportPlan(kind: .users, header: header, attributes: attributes)
        _ = try await store.load([TextBatch(rows)], as: plan)
        try await store.finishLoading()
    }

    private func configuration(mappings: [PullMapping]) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.users.pull = mappings
        return configuration
    }

    private func undo(_ run: Int64) async throws -> StageReport {
        try await MapUndo(store: store).run(try await context(mappings: mappings), undoing: RunNumber(run))
    }

    private func context(mappings: [PullMapping]) async throws -> RunContext {
        let run = try await store.beginRun(trigger: .commandLine, stages: [.map], at: now)
        return RunContext(run: run, configuration: configuration(mappings: mappings), startedAt: now)
    }

    private func map(ignoringNulls: Bool = false) async throws -> StageReport {
        try await map(mappings: mappings.map { PullMapping(from: $0.from, to: $0.to, ignoresNulls: ignoringNulls) })
    }

    private func map(mappings: [PullMapping]) async throws -> StageReport {
        try await MapStage(store: store).run(try await context(mappings: mappings), entity: .user)
    }

    private func users() async throws -> [String: [String]] {
        let table = ExportedTable()
        try await store.export(.users) { table.take($0) }
        return Dictionary(
            uniqueKeysWithValues: table.rows.map { row in
                let values = Dictionary(uniqueKeysWithValues: zip(table.header, row))
                return (row[0], ["job", "score", "active", "born"].map { values[$0] ?? "?" })
            })
    }

    private func outcomes(of run: RunNumber) async throws -> [[String]] {
        let table = ExportedTable()
        try await store.exportOutcomes(of: run) { table.take($0) }
        return table.rows.map { Array($0[2...6]) }
    }
}
