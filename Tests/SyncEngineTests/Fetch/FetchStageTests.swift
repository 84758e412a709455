import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct FetchStageTests {
    private let folder: TemporaryFolder
    private let store: HubStore
    private let org = ScriptedSalesforce()
    private let formula = FieldDescription(name: "Tier__c", type: .string, isCalculated: true)

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
        org.with { state in
            state.objects["Contact"] = .contact(and: [formula])
            state.now = Instant("2026-05-13T08:00:00Z")
        }
    }

    @Test(arguments: [3, 2500])
    func `all of it arrives, by REST or by Bulk`(rows: Int) async throws {
        fill(rows)
        let report = try await fetch()
        #expect(report["new"] == rows)
        #expect(try await mirrored() == expected())
        #expect(org.log.contains { $0.hasPrefix("bulk") } == (rows > 2000))
        #expect(try await fetch()["new"] == 0)
    }

    @Test func `only what changed is read again, and what did not differ is no change`() async throws {
        fill(30)
        _ = try await fetch()
        org.with { state in
            state.now = state.now.advanced(by: .seconds(86_400))
            state.put("Contact", id(3), ["Email": "cfo@x.com"])
            // Nobody maps the title: only the stamp moves.
            state.put("Contact", id(4), ["Title": "CFO"])
            state.put("Contact", id(99), ["Title": "New", "Name": "N", "Email": "n@x.com"])
        }
        org.with { $0.now = $0.now.advanced(by: .seconds(60)) }
        let report = try await fetch()
        #expect((report["read"], report["new"], report["changed"]) == (3, 1, 1))
        // Within the overlap it is read once more, and nothing is written.
        org.with { $0.now = $0.now.advanced(by: .seconds(60)) }
        let again = try await fetch()
        #expect((again["read"], again["new"], again["changed"]) == (3, 0, 0))
        #expect(try await mirrored() == expected())
    }

    @Test func `a change in the very second of the last fetch is seen by the next, however soon it comes`() async throws
    {
        fill(3)
        // A header's second, to its end.
        org.with { $0.now = Instant("2026-05-13T08:00:00.999Z") }
        _ = try await fetch()
        for email in ["first@x.com", "second@x.com"] {
            org.with { state in
                state.put(
                    "Contact", id(2),
                    [
                        "Email": email, "SystemModstamp": "2026-05-13T08:00:00.000Z",
                        "LastModifiedDate": "2026-05-13T08:00:00.000Z",
                    ])
            }
            #expect(try await fetch()["changed"] == 1)
            #expect(try await mirrored() == expected())
        }
    }

    @Test func `a record that becomes visible late is found by the overlap`() async throws {
        fill(3)
        _ = try await fetch()
        org.with { state in
            let late = state.now.advanced(by: .seconds(-300)).iso8601
            state.put("Contact", id(50), ["SystemModstamp": late, "LastModifiedDate": late])
            state.now = state.now.advanced(by: .seconds(3600))
        }
        #expect(try await fetch()["new"] == 1)
    }

    /// What changes in a large overlap, beside a record that is new after it; and how many are read with all fields.
    @Test(
        arguments: [(nil, 1), ("an unseen record", 2), ("a later stamp", 2), ("a deletion", 2)] as [(String?, Int)])
    func `of a large overlap stamps are compared, and only what came late is read`(
        late: String?, read: Int
    ) async throws {
        try await fetchAfterManyChanges()
        org.with { state in
            let before = state.now.advanced(by: .seconds(-30)).iso8601
            let written: (id: String, values: [String: String])? =
                switch late {
                case "an unseen record": (id(50), ["Name": "X", "Email": "x@x.com"])
                case "a later stamp": (id(2), ["Email": "changed@x.com"])
                case "a deletion": (id(2), ["IsDeleted": "true"])
                default: nil
                }
            if let (id, values) = written {
                state.put(
                    "Contact", id, values.merging(["SystemModstamp": before, "LastModifiedDate": before]) { $1 })
            }
            state.now = state.now.advanced(by: .seconds(60))
            state.put("Contact", id(99), ["Name": "N", "Email": "n@x.com"])
            state.now = state.now.advanced(by: .seconds(1))
        }
        #expect(try await fetch(largeOverlap: 5)["read"] == read)
        #expect(try await mirrored() == expected())
    }

    @Test func `a comparison of stamps that loses a row proves nothing`() async throws {
        try await fetchAfterManyChanges()
        org.with { state in
            state.now = state.now.advanced(by: .seconds(60))
            // Of the two pages one is that of what is new, and has nothing to lose.
            state.truncatedPages = [state.servedPages + 1, state.servedPages + 2]
        }
        #expect(try await fetch(largeOverlap: 5)["read"] == 6)
    }

    @Test func `a fetch that is killed while stamps are compared finds what came late when it goes on`() async throws {
        try await fetchAfterManyChanges()
        org.with { state in
            let late = state.now.advanced(by: .seconds(-30)).iso8601
            state.put(
                "Contact", id(50),
                ["Name": "X", "Email": "x@x.com", "SystemModstamp": late, "LastModifiedDate": late])
            state.now = state.now.advanced(by: .seconds(60))
            state.deadPages = [state.servedPages + 2]
        }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetch(largeOverlap: 5) }
        #expect(try await fetch(largeOverlap: 5)["new"] == 1)
        #expect(try await mirrored() == expected())
        #expect(org.log.count { $0.hasPrefix("results 750-1 ") } == 2, "the list that was begun is taken")
    }

    private func fetchAfterManyChanges() async throws {
        fill(6)
        org.with { state in
            for number in 1...6 { state.put("Contact", id(number), ["Email": "late\(number)@x.com"]) }
            state.now = state.now.advanced(by: .seconds(60))
        }
        _ = try await fetch()
    }

    @Test func `deleted records are marked, and come back when they are undeleted`() async throws {
        fill(3)
        _ = try await fetch()
        tick { $0.put("Contact", id(1), ["IsDeleted": "true"]) }
        let report = try await fetch()
        #expect(report["deleted"] == 1)
        #expect(try await mirrored()[id(1)]?["IsDeleted"] == "true")
        tick { $0.put("Contact", id(1), ["IsDeleted": "false"]) }
        _ = try await fetch()
        #expect(try await mirrored() == expected())
    }

    @Test func `the deletion of a linked record is told once, with our id`() async throws {
        fill(3)
        _ = try await fetch()
        let plan = try ImportPlan(kind: .users, header: ["id"], attributes: [])
        _ = try await store.load([TextBatch([["u1"]])], as: plan)
        try await store.write { [id = id(2)] database in
            try database.execute(
                sql: """
                    INSERT INTO link (entity, record, salesforce_id, decision, candidate_count, trail, decided_by, since,
                        decided_in, digest, revision)
                    SELECT 'user', key, ?, 'linked', 1, 0, 'rule', 0, 1, 0, 1 FROM user
                    """, arguments: [id])
        }
        tick { $0.put("Contact", id(2), ["IsDeleted": "true"]) }
        for _ in 1...2 { _ = try await fetch() }
        let told = try await store.read { database in
            try Row.fetchAll(database, sql: "SELECT run, record, before FROM outcome WHERE code = 'deleted_upstream'")
                .map { [String($0["run"] as Int64), $0["record"] as String, $0["before"] as String] }
        }
        #expect(told == [["2", "u1", id(2)]])
    }

    @Test func `a field whose type changed in the org is kept by its new type and read again`() async throws {
        org.with { $0.put("Contact", id(1), ["Title": "010"]) }
        tick { _ in }
        _ = try await fetch(pulling: ["Title"])
        #expect(try await mirrored()[id(1)]?["Title"] == "010")
        org.with { state in
            guard let index = state.objects["Contact"]?.fields.firstIndex(where: { $0.name == "Title" }) else { return }
            state.objects["Contact"]?.fields[index].type = .double
        }
        tick { _ in }
        _ = try await fetch(pulling: ["Title"])
        #expect(try await mirrored()[id(1)]?["Title"] == "10")
        #expect(try await store.mirrorFields(of: "Contact").first { $0.name == "Title" }?.isFilled == true)
    }

    @Test(arguments: [1, 2, 3, 4])
    func `a killed fetch goes on where it stopped and ends the same`(page: Int) async throws {
        fill(3500)
        org.with { state in
            state.pageRows = 1000
            state.deadPages = [page]
        }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetch() }
        _ = try await fetch()
        #expect(try await mirrored() == expected())
        #expect(org.with { $0.jobs.count } == 1)
        let resumed = org.log.filter { $0.hasPrefix("results") }.last
        #expect(resumed == "results 750-1 from " + (page == 1 ? "the start" : "\((page - 1) * 1000)"))
    }

    @Test func `a killed REST fetch goes on after the last row, also where stamps are tied`() async throws {
        fill(100)
        org.with { state in
            state.pageRows = 30
            state.deadPages = [3]
        }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetch() }
        org.with { $0.log = [] }
        let report = try await fetch()
        #expect(report["read"] == 40)
        #expect(try await mirrored() == expected())
    }

    @Test func `the jobs of both objects are under way at the same time, and outlive a kill`() async throws {
        org.with {
            $0.objects["Account"] = ObjectDescription(name: "Account", fields: ObjectDescription.contact().fields)
        }
        fill(2100, of: "Account")
        fill(2200)
        org.with { $0.deadPages = [1, 2] }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetchBoth() }
        let died = try #require(org.log.first { $0.hasPrefix("results") })
        let fetched = try await fetchBoth()
        #expect(fetched.map { $0["new"] } == [2100, 2200])
        #expect(org.log.count { $0 == died } == 2)
        // The other may have been stopped before its job was noted.
        #expect(2...3 ~= org.log.count { $0.hasPrefix("bulk") })
        #expect(try await mirrored() == expected())
    }

    @Test func `a job that the org forgot is begun anew`() async throws {
        fill(3500)
        org.with { state in
            state.pageRows = 1000
            state.deadPages = [3]
        }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetch() }
        org.with {
            $0.jobs["750-1"] = nil; $0.jobs["older"] = .init(rows: [], announced: 0)
        }
        _ = try await fetch()
        #expect(try await mirrored() == expected())
    }

    @Test(arguments: [[1], [2, 3]] as [Set<Int>])
    func `a page that broke off is read again`(pages: Set<Int>) async throws {
        fill(3500)
        org.with { state in
            state.pageRows = 1000
            state.truncatedPages = pages
        }
        _ = try await fetch()
        #expect(try await mirrored() == expected())
    }

    @Test func `a page that always breaks off moves no bookmark`() async throws {
        fill(50)
        org.with { $0.truncatedPages = Set(1...100) }
        await #expect(throws: (any Error).self) { try await fetch() }
        #expect(try await store.bookmark("fetch:contact") == nil)
        org.with { $0.truncatedPages = [] }
        _ = try await fetch()
        #expect(try await mirrored() == expected())
    }

    @Test func `a job that delivers less than it announced is begun anew`() async throws {
        fill(2500)
        org.with { $0.deadPages = [1] }
        await #expect(throws: ScriptedSalesforce.Killed.self) { try await fetch() }
        org.with { state in
            state.jobs["750-1"]?.rows.removeLast(10)
        }
        _ = try await fetch()
        #expect(org.with { $0.jobs.count } == 2)
        #expect(try await mirrored() == expected())
    }

    @Test func `a newly mapped field is filled in for rows that have not changed`() async throws {
        fill(3)
        _ = try await fetch()
        #expect(try await mirrored()[id(1)]?["Title"] == nil)
        let report = try await fetch(pulling: ["Title"])
        #expect(report["changed"] == 3)
        #expect(try await mirrored()[id(1)]?["Title"] == "Title 1")
    }

    @Test func `a field that comes back is read again, for it has missed changes`() async throws {
        fill(3)
        _ = try await fetch(pulling: ["Title"])
        tick { $0.put("Contact", id(1), ["Title": "Changed"]) }
        _ = try await fetch()
        #expect(try await mirrored()[id(1)]?["Title"] == "Title 1")
        tick(.seconds(86_400)) { _ in }
        _ = try await fetch(pulling: ["Title"])
        #expect(try await mirrored()[id(1)]?["Title"] == "Changed")
    }

    @Test func `an object that both entities link is mirrored with the fields of both`() async throws {
        fill(3)
        var configuration = HubConfiguration()
        configuration.accounts = EntityConfiguration(object: "contact", match: [])
        configuration.accounts.pull = [PullMapping(from: "Score__c", to: "score")]
        configuration.users.pull = [PullMapping(from: "Title", to: "title")]
        for entity in Entity.allCases {
            let run = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: org.serverTime())
            let context = RunContext(run: run, configuration: configuration, startedAt: org.serverTime())
            org.with { $0.objects["contact"] = $0.objects["Contact"] }
            _ = try await FetchStage(salesforce: org, store: store).run(context, entity: entity)
        }
        let filled = try await store.mirrorFields(of: "Contact").filter(\.isFilled).map(\.name)
        #expect(Set(filled).isSuperset(of: ["Score__c", "Title", "Email"]))
    }

    @Test func `formulas, whose changes move no stamp, are read again every day`() async throws {
        fill(3)
        _ = try await fetch(pulling: ["Tier__c"])
        org.with { $0.records["Contact"]?[id(2)]?["Tier__c"] = "gold" }
        tick(.seconds(3600)) { _ in }
        _ = try await fetch(pulling: ["Tier__c"])
        #expect(try await mirrored()[id(2)]?["Tier__c"] == "")
        tick(.seconds(86_400)) { _ in }
        let report = try await fetch(pulling: ["Tier__c"])
        #expect(report["changed"] == 1)
        #expect(try await mirrored()[id(2)]?["Tier__c"] == "gold")
    }

    @Test func `a mapped field that is gone is told and fails nothing`() async throws {
        fill(3)
        let report = try await fetch(pulling: ["Gone__c", "Title"])
        #expect(report["new"] == 3)
        #expect(report.notes.count == 1)
        #expect(try await store.outcomeCounts(of: RunNumber(1), stage: .fetch) == [.describeMissingField: 1])
    }

    @Test func `a cell of the wrong type is told, the rest of its row is kept`() async throws {
        org.with { $0.put("Contact", id(1), ["Score__c": "lots", "Title": "CEO"]) }
        tick { _ in }
        let report = try await fetch(pulling: ["Score__c", "Title"])
        #expect(report["rejected cells"] == 1)
        #expect(try await mirrored()[id(1)]?["Title"] == "CEO")
        let table = ExportedTable()
        try await store.exportOutcomes(of: RunNumber(1)) { table.take($0) }
        #expect(
            table.rows == [
                ["fetch", "user", id(1), "rejected_type", "Score__c", "", "lots", "The value is not a number."]
            ])
    }

    @Test func `the quota's reserve is left to others`() async throws {
        org.with { $0.quota = SalesforceQuota(used: 12_001, limit: 15_000) }
        do {
            _ = try await fetch()
            Issue.record("The fetch should have paused.")
        } catch let error as PlainError {
            #expect(error.remedy == .pauseRun)
            #expect(try await store.outcomeCounts(of: RunNumber(1), stage: .fetch) == [.quotaPaused: 1])
        }
    }

    private func id(_ number: Int) -> String {
        "003" + String(repeating: "0", count: 9 - String(number).count) + "\(number)AAAAAA"
    }

    /// Records of which many share a stamp, within the first look-back.
    private func fill(_ rows: Int, of object: String = "Contact") {
        org.with { state in
            let end = state.now
            for number in 1...rows {
                state.now = end.advanced(by: .seconds(-86_400 + number / 40))
                state.put(
                    object, id(number),
                    ["Email": "c\(number)@x.com", "Name": "C \(number)", "Title": "Title \(number)"])
            }
            state.now = end
        }
    }

    private func tick(_ duration: Duration = .seconds(3600), _ body: (inout ScriptedSalesforce.State) -> Void) {
        org.with { state in
            state.now = state.now.advanced(by: duration)
            body(&state)
            state.now = state.now.advanced(by: .seconds(1))
        }
    }

    private func fetch(pulling fields: [String] = [], largeOverlap: Int = 20_000) async throws -> StageReport {
        var configuration = HubConfiguration()
        configuration.users.pull = fields.map { PullMapping(from: $0, to: $0.lowercased()) }
        let run = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: org.serverTime())
        let context = RunContext(run: run, configuration: configuration, startedAt: org.serverTime())
        return try await FetchStage(salesforce: org, store: store, largeOverlap: largeOverlap).run(
            context, entity: .user)
    }

    private func fetchBoth() async throws -> [StageReport] {
        let run = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: org.serverTime())
        let context = RunContext(run: run, configuration: HubConfiguration(), startedAt: org.serverTime())
        return try await FetchStage(salesforce: org, store: store).run(context)
    }

    private func mirrored() async throws -> [String: [String: String]] {
        let table = ExportedTable()
        try await store.exportMirror(of: "Contact") { table.take($0) }
        return Dictionary(
            uniqueKeysWithValues: table.rows.map { row in
                (row[0], Dictionary(uniqueKeysWithValues: zip(table.header, row)))
            })
    }

    private func expected() -> [String: [String: String]] {
        let fields = ["Id", "Name", "Email", "CreatedDate", "LastModifiedDate", "SystemModstamp", "IsDeleted"]
        return org.with { state in
            (state.records["Contact"] ?? [:]).mapValues { record in record.filter { fields.contains($0.key) } }
        }
    }
}
