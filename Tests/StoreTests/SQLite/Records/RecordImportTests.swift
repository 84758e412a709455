import Domain
import GRDB
import Store
import TestSupport
import Testing

@Suite struct RecordImportTests {
    private let folder: TemporaryFolder
    private let store: HubStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    @Test func `importing the same file twice changes nothing`() async throws {
        let rows = [["a1", "Acme", "2025-04-04T00:00:00.000Z"], ["a2", "", ""]]
        let first = try await load(.accounts, ["id", "name", "created_at"], rows)
        #expect((first.new, first.changed, first.unchanged) == (2, 0, 0))
        let revision = try await lastRevision()

        let second = try await load(.accounts, ["id", "name", "created_at"], rows)
        #expect((second.new, second.changed, second.unchanged) == (0, 0, 2))
        #expect(try await lastRevision() == revision)
        #expect(
            try await exported(.accounts) == [
                ["a1", "Acme", "", "", "2025-04-04T00:00:00.000Z"], ["a2", "", "", "", ""],
            ])
    }

    @Test(arguments: [ImportPlan.EmptyCells.clear, .keep, .keepUnlessEmptied])
    func `of several rows with one key the last wins, and the same rows again change nothing`(
        emptyCells: ImportPlan.EmptyCells
    ) async throws {
        let plan = try ImportPlan(
            kind: .accounts, header: ["id", "name", "website"], attributes: [], emptyCells: emptyCells)
        let parts = [[["a1", "Old", "old.com"], ["a2", "B", ""]], [["a1", "Older", ""]], [["a1", "New", ""]]]
        let first = try await loadInParts(parts, plan)
        #expect((first.new, first.changed, first.unchanged) == (2, 1, 1))
        let website = emptyCells == .clear ? "" : "old.com"
        #expect(try await exported(.accounts).map { Array($0[1...2]) } == [["New", website], ["B", ""]])
        let revision = try await lastRevision()

        let again = try await loadInParts(parts, plan)
        #expect((again.new, again.changed, again.unchanged) == (0, 0, 4))
        #expect(try await lastRevision() == revision)
    }

    /// As an import does: rows that would change something are loaded after the last part.
    private func loadInParts(_ parts: [[[String]]], _ plan: ImportPlan) async throws -> ImportCounts {
        var counts = ImportCounts()
        var late = LateRows()
        for part in parts {
            let result = try await store.load([TextBatch(part)], as: plan, late: late)
            counts += result.counts
            late = result.late
        }
        if let last = late.takeAll() { counts += try await store.load([last], as: plan) }
        return counts
    }

    @Test func `a key with a NUL character is refused`() async throws {
        let counts = try await load(.accounts, ["id", "name"], [["a\0b", "Acme"]])
        #expect(counts.rejected.map(\.reason) == ["id holds a NUL character"])
    }

    @Test func `an assignment from a file takes back what had been ruled out for its domain`() async throws {
        _ = try await load(.accounts, ["id"], [["a1"], ["a2"]])
        for (domain, account) in [("acme.com", "a1"), ("acme.com", "a2"), ("nobody.com", nil)] {
            try await store.refuse(
                DomainRefusal(domain: domain, account: account, author: "test", at: Instant(milliseconds: 0)))
        }
        let counts = try await load(
            .domains, ["domain", "account_id"], [["ACME.com", "a1"], ["nobody.com", "a2"], ["other.com", "a1"]])
        #expect(counts.reopenedDomains.sorted() == ["acme.com", "nobody.com"])
        let left = try await store.refusals(ofDomains: nil, after: nil, limit: 10)
        #expect(left.map { [$0.domain, $0.account] } == [["acme.com", "a2"]])
    }

    @Test func `an empty cell clears, a missing column leaves alone`() async throws {
        _ = try await load(.accounts, ["id", "name", "website"], [["a1", "Acme", "acme.com"]])
        let counts = try await load(.accounts, ["name", "id"], [["", "a1"]])
        #expect(counts.changed == 1)
        #expect(try await exported(.accounts) == [["a1", "", "acme.com", "", ""]])
    }

    @Test func `a source that names only what it knows leaves the rest alone`() async throws {
        _ = try await load(.users, ["id", "email", "type"], [["u1", "a@x.com", "lead"]])
        let plan = try ImportPlan(
            kind: .users, header: ["id", "email", "type", "title"], attributes: [], emptyCells: .keep)
        let counts = try await store.load([TextBatch([["u1", "", "", ""], ["u2", "", "", "CEO"]])], as: plan)
        #expect((counts.new, counts.changed, counts.unchanged) == (1, 0, 1))
        #expect(
            try await exported(.users).map { [$0[2], $0[7], $0[8]] } == [
                ["a@x.com", "", "lead"], ["", "CEO", "user"],
            ])

        _ = try await load(.persons, ["id", "email"], [["p1", "a@x.com"], ["p2", "a@x.com"]])
        let persons = try ImportPlan(
            kind: .persons, header: ["id", "email", "name"], attributes: [], emptyCells: .keep)
        _ = try await store.load([TextBatch([["p1", "", "Ann"]])], as: persons)
        #expect(try await store.sharedEmails()?.persons == 2)
        _ = try await store.load([TextBatch([["p1", "nonsense", ""]])], as: persons)
        #expect(try await store.sharedEmails() == nil)
    }

    @Test func `a message empties what it says is empty, and leaves out what cannot be read`() async throws {
        _ = try await store.declare([AttributeDefinition(entity: .user, apiName: "seats", type: .number)])
        let header = ["id", "email", "title", "signed_up_at", "seats"]
        _ = try await load(.users, header, [["u1", "a@x.com", "CEO", "2025-01-01T00:00:00Z", "7"]])
        let plan = try ImportPlan(
            kind: .users, header: header, attributes: try await store.attributes(), emptyCells: .keepUnlessEmptied,
            unreadableCells: .leaveOut)
        var rows = TextBatch(columnCount: header.count)
        let emptied = [TextBatch.emptied]
        for (line, id) in [(5, "u1"), (6, "u2"), (7, "u1")] {
            rows.lines.append(UInt32(line))
            for cell in [Array(id.utf8), emptied, [], Array("soon".utf8), emptied] { rows.append(cell) }
        }
        let counts = try await store.load([rows], as: plan)
        #expect((counts.new, counts.changed, counts.unchanged) == (1, 1, 1))
        #expect(counts.rejected.isEmpty)
        #expect(counts.leftOut.map(\.line) == [5, 6, 7])
        #expect(Set(counts.leftOut.map(\.column)) == ["signed_up_at"])
        #expect(counts.leftOut.allSatisfy { $0.reason.hasPrefix("signed_up_at is not an ISO 8601 time") })
        #expect(!counts.leftOut.contains { $0.reason.contains("soon") })
        let users = try await store.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT id || quote(email) || quote(title) || quote(signed_up_at) || quote(a_seats) FROM user")
        }
        #expect(users == ["u1NULL'CEO'1735689600000NULL", "u2NULLNULLNULLNULL"])
    }

    @Test func `a column that only rises keeps the later time, and only what moved is a change`() async throws {
        let header = ["id", "email", "last_seen_at"]
        let plan = try ImportPlan(
            kind: .users, header: header, attributes: [], emptyCells: .keep, rising: ["last_seen_at"])
        let seen = ["2026-05-02T00:00:00Z", "2026-05-01T00:00:00Z", "", "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"]
        var changes: [Int] = []
        for time in seen {
            changes.append(try await store.load([TextBatch([["u1", "", time]])], as: plan).changed)
        }
        #expect(changes == [0, 0, 0, 0, 1])
        // A file of users says it as it is.
        #expect(try await load(.users, ["id", "last_seen_at"], [["u1", "2026-04-01T00:00:00Z"]]).changed == 1)
    }

    @Test func `only changed rows get a new revision`() async throws {
        _ = try await load(.users, ["id", "email"], [["u1", "a@x.com"], ["u2", "b@x.com"]])
        let before = try await lastRevision()
        _ = try await load(.users, ["id", "email"], [["u1", "a@x.com"], ["u2", "c@x.com"]])
        let changed = try await store.read { database in
            try String.fetchAll(database, sql: "SELECT id FROM user WHERE revision > ?", arguments: [before])
        }
        #expect(changed == ["u2"])
    }

    @Test func `bad rows are told with line and reason, the rest loads`() async throws {
        _ = try await store.declare([AttributeDefinition(entity: .user, apiName: "seats", type: .number)])
        let counts = try await load(
            .users, ["id", "type", "signed_up_at", "seats"],
            [
                ["u1", "user", "2025-01-01T00:00:00Z", "10.5"], ["", "user", "", ""], ["u3", "boss", "", ""],
                ["u4", "lead", "yesterday", ""], ["u5", "", "", "many"], ["u6", "", "", "7"],
            ])
        #expect(counts.new == 2)
        #expect(counts.rejected.map(\.line) == [3, 4, 5, 6])
        #expect(
            counts.rejected.map(\.reason) == [
                "id is missing", "type is not user, lead or visitor: boss",
                "signed_up_at is not an ISO 8601 time with an offset or Z, such as 2026-05-01T10:00:00Z, or a day such as 2026-05-01: yesterday",
                "seats is not a number: many",
            ])
        #expect(
            try await exported(.users) == [
                ["u1", "", "", "", "", "", "", "", "user", "2025-01-01T00:00:00.000Z", "", "10.5"],
                ["u6", "", "", "", "", "", "", "", "user", "", "", "7"],
            ])
    }

    @Test func `columns that nobody declared are listed and ignored`() throws {
        let plan = try ImportPlan(
            kind: .accounts, header: ["plan", "id", "colour"],
            attributes: [AttributeDefinition(entity: .account, apiName: "plan", type: .string)])
        #expect(plan.ignoredColumns == ["colour"])
        #expect(plan.columns.map(\.storedName) == ["id", "a_plan"])
    }

    @Test(arguments: [["name"], ["id", "name", "name"]])
    func `a header without its key, or with a column twice, is refused`(header: [String]) {
        #expect(throws: PlainError.self) {
            try ImportPlan(kind: .accounts, header: header, attributes: [])
        }
    }

    @Test func `records of all kinds come out sorted by key`() async throws {
        _ = try await load(
            .accountPersons, ["person_id", "account_id", "title", "is_primary"],
            [["p2", "a1", "", ""], ["p1", "a2", "Boss", "true"], ["p1", "a1", "", "false"]])
        #expect(
            try await exported(.accountPersons) == [
                ["p1", "a1", "", "false"], ["p1", "a2", "Boss", "true"], ["p2", "a1", "", "false"],
            ])
        let again = try await load(.domains, ["domain", "account_id"], [["x.com", "a1"], ["x.com", "a1"]])
        #expect((again.new, again.unchanged) == (1, 1))
        #expect(try await exported(.domains) == [["x.com", "a1"]])
    }

    @Test func `a domain is kept, refused and taken back in the form that is compared`() async throws {
        let written = ["acme.com", "ACME.COM", " Acme.com.", "www.acme.com", "http://www.foo.com/x"]
        let counts = try await load(.domains, ["account_id", "domain"], written.map { ["a1", $0] })
        #expect((counts.new, counts.unchanged) == (2, 3))
        #expect(try await exported(.domains) == [["acme.com", "a1"], ["foo.com", "a1"]])
        await #expect(throws: PlainError.self) {
            try await store.refuse(
                DomainRefusal(domain: "WWW.foo.com", account: nil, author: "test", at: Instant(milliseconds: 0)))
        }
        #expect(try await store.unassign(domain: "Foo.com", from: nil) == 1)
        #expect(try await store.unassign(domain: "https://ACME.com/", from: "a2") == 0)
        #expect(try await store.unassign(domain: "https://ACME.com/", from: "a1") == 1)
        #expect(try await exported(.domains).isEmpty)
    }

    @Test func `domains that were kept as written come into form when the file is opened`() async throws {
        try await store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO domain_assignment VALUES ('ACME.COM', 'a1'), ('www.acme.com', 'a1'), ('Acme.com', 'a2'),
                        ('bolt.example', 'a1'), ('no domain', 'a1')
                    """)
        }
        let opened = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: false)
        #expect(
            try await exported(.domains) == [
                ["acme.com", "a1"], ["acme.com", "a2"], ["bolt.example", "a1"], ["no domain", "a1"],
            ])
        #expect(try await opened.unassign(domain: "acme.com", from: nil) == 2)
        #expect(try await opened.unassign(domain: "no domain", from: nil) == 1)
        #expect(try await exported(.domains) == [["bolt.example", "a1"]])
    }

    @Test func `two persons with one e-mail are kept apart and counted`() async throws {
        _ = try await load(
            .persons, ["id", "email"], [["p1", "Ann@X.com"], ["p2", " ann@x.com"], ["p3", "bob@x.com"], ["p4", ""]])
        #expect(try await store.sharedEmails() == SharedEmails(persons: 2, example: ["p1", "p2"]))
        _ = try await load(.persons, ["id", "email"], [["p2", "ann@y.com"]])
        #expect(try await store.sharedEmails() == nil)
        #expect(try await exported(.persons).map { $0[0] } == ["p1", "p2", "p3", "p4"])
    }

    @Test func `indexes set aside for the first rows are back at the end, or before the next run`() async throws {
        let before = try await indexes()
        _ = try await load(.users, ["id"], [["u1"]])
        #expect(try await indexes() != before)
        try await store.finishLoading()
        #expect(try await indexes() == before)

        _ = try await load(.accounts, ["id"], [["a1"]])
        #expect(try await indexes() != before)
        _ = try await store.beginRun(trigger: .commandLine, stages: [], at: Instant(milliseconds: 0))
        #expect(try await indexes() == before)
        _ = try await load(.users, ["id"], [["u2"]])
        #expect(try await indexes() == before)
    }

    private func indexes() async throws -> Set<String> {
        try await store.read { database in
            Set(try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'index'"))
        }
    }

    private func load(_ kind: RecordKind, _ header: [String], _ rows: [[String]]) async throws -> ImportCounts {
        let plan = try ImportPlan(kind: kind, header: header, attributes: try await store.attributes())
        return try await store.load([TextBatch(rows)], as: plan)
    }

    private func exported(_ kind: RecordKind) async throws -> [[String]] {
        let table = ExportedTable()
        try await store.export(kind) { table.take($0) }
        return table.rows
    }

    private func lastRevision() async throws -> Int64? {
        try await store.read { try Int64.fetchOne($0, sql: "SELECT last FROM revision") }
    }
}
