import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// A whole push against a scripted org: what arrives there, what is refused, and what the next push does about it.
@Suite struct PushStageTests {
    private let workspace: MatchWorkspace
    private let org = ScriptedSalesforce()
    private static let now = Instant("2026-05-13T08:00:00Z")
    private static let ids = (0..<4).map { "0015g00000AAAAAAA\($0)" }
    private static let locked = PushAnswer.Fault(
        code: "UNABLE_TO_LOCK_ROW", message: "unable to obtain exclusive access", fields: [], isTransient: true)
    private static let fields = [
        FieldDescription(name: "Id", type: .id),
        FieldDescription(name: "PX_Plan__c", type: .string, length: 6, isUpdateable: true),
        FieldDescription(name: "PX_Seats__c", type: .double, precision: 6, scale: 1, isUpdateable: true),
        FieldDescription(name: "PX_Count__c", type: .int, isUpdateable: true),
        FieldDescription(name: "PX_Since__c", type: .date, isUpdateable: true),
        FieldDescription(name: "PX_Paid__c", type: .boolean, isUpdateable: true, isNillable: false),
        FieldDescription(name: "PX_Whole__c", type: .int, isUpdateable: true),
        FieldDescription(
            name: "PX_List__c", type: .multipicklist, length: 4099, isRestrictedPicklist: true, picklistValues: ["Gold"]
        ),
    ]

    init() async throws {
        var workspace = try await MatchWorkspace(attributes: [
            AttributeDefinition(entity: .account, apiName: "plan", type: .string),
            AttributeDefinition(entity: .account, apiName: "seats", type: .number),
            AttributeDefinition(entity: .account, apiName: "since", type: .dateTime),
            AttributeDefinition(entity: .account, apiName: "paid", type: .boolean),
        ])
        workspace.configuration.accounts.push = [
            PushMapping(source: .attribute("plan"), to: "PX_Plan__c"),
            PushMapping(source: .attribute("seats"), to: "PX_Seats__c"),
            PushMapping(source: .attribute("since"), to: "PX_Since__c"),
            PushMapping(source: .attribute("paid"), to: "PX_Paid__c"),
        ]
        self.workspace = workspace
        _ = try await workspace.store.prepareMirror(of: "Account", fields: Self.fields, at: Self.now)
        try await workspace.mirror("Account", ["Id"], Self.ids.map { [$0] })
        org.with { state in
            state.objects["Account"] = ObjectDescription(name: "Account", isQueryable: true, fields: Self.fields)
            for id in Self.ids { state.put("Account", id, [:]) }
        }
        try await load([["a", Self.ids[0], "Gold", "1.25", "2026-02-01T22:30:00Z", "true"]])
    }

    @Test func `values arrive as their fields hold them: rounded half up, cut to the day, yes and no`() async throws {
        try await load([
            ["b", Self.ids[1], "", "-1.25", "1969-12-31T22:30:00Z", "false"],
            ["c", Self.ids[2], "Tin", "0.04", "", ""],
        ])
        let report = try await push(1)
        #expect(report["written"] == 4 + 3 + 3)
        #expect(held(0, "PX_Seats__c", "PX_Since__c", "PX_Paid__c") == ["1.3", "2026-02-01T00:00:00.000Z", "true"])
        #expect(held(1, "PX_Seats__c", "PX_Since__c", "PX_Paid__c") == ["-1.3", "1969-12-31T00:00:00.000Z", "false"])
        #expect(held(2, "PX_Seats__c", "PX_Plan__c", "PX_Paid__c") == ["0", "Tin", "false"])
        #expect(try await push(2)["written"] == 0)
    }

    @Test func `what a field cannot hold is refused with a reason, costs no request, and is tried again once mended`()
        async throws
    {
        var configuration = workspace.configuration
        configuration.accounts.push[1].to = "PX_Count__c"
        configuration.accounts.push.removeLast()
        try await load([["a", Self.ids[0], "Platinum", "1.5", "", ""]])
        let preview = try await PushStage(salesforce: org, ledger: workspace.store)
            .preview(configuration, entity: .account, asOf: nil, samples: 9)
        #expect((preview.counts.planned, preview.counts.refused, preview.refusedRecords) == (0, 2, 1))
        #expect(
            preview.refusals.map { "\($0.field) \($0.values) \($0.example.record)" }.sorted() == [
                "PX_Count__c 1 a", "PX_Plan__c 1 a",
            ])
        let report = try await push(1, configuration)
        #expect((report["refused"], report["written"]) == (2, 0))
        #expect(org.log == [])
        #expect(
            try await reasons(1).map { String($0.prefix(30)) } == [
                "the number has a fraction and ", "the text has more than the 6 c",
            ])
        configuration.accounts.push[0].truncates = true
        configuration.accounts.push[1].rounds = true
        #expect(try await push(2, configuration)["written"] == 2)
        #expect(held(0, "PX_Plan__c", "PX_Count__c") == ["Platin", "2"])
    }

    @Test func `a text goes without the blanks that Salesforce would drop, so that it is known again`() async throws {
        try await load([
            ["a", Self.ids[0], " Gold\t", "", "", ""], ["b", Self.ids[1], "  ", "", "", ""],
        ])
        _ = try await push(1)
        #expect(held(0, "PX_Plan__c") == ["Gold"] && held(1, "PX_Plan__c") == [nil])
        #expect(try await workspace.store.drift(.account, object: "Account", limit: 9) == [])
    }

    @Test func `emoji are cut to what the field holds, and no push writes them again`() async throws {
        var configuration = workspace.configuration
        configuration.accounts.push = [PushMapping(source: .attribute("plan"), to: "PX_Plan__c", truncates: true)]
        try await load([["a", Self.ids[0], "🎉🎉🎉🎉", "", "", ""]])
        #expect(try await push(1, configuration)["written"] == 1)
        #expect(held(0, "PX_Plan__c") == ["🎉🎉🎉"])
        #expect(try await push(2, configuration)["changed values"] == 0)
    }

    @Test func `a value outside its list leaves the record's other values their way`() async throws {
        var configuration = workspace.configuration
        configuration.accounts.push[0].to = "PX_List__c"
        try await load([["a", Self.ids[0], "Gold;Lead", "2", "", "true"]])
        let report = try await push(1, configuration)
        #expect((report["refused"], report["written"], report.failures) == (1, 2, 1))
        #expect(held(0, "PX_List__c", "PX_Seats__c", "PX_Paid__c") == [nil, "2", "true"])
        #expect(try await reasons(1).map { $0.contains("not in the picklist of PX_List__c") } == [true])
    }

    @Test(arguments: [2000, 0])
    func `a value that Salesforce blames by its field takes no other along, whichever way it went`(threshold: Int)
        async throws
    {
        let fault = PushAnswer.Fault(
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no gold", fields: ["PX_Plan__c", "Name"],
            isTransient: false)
        org.with { $0.faults[Self.ids[0]] = [fault] }
        var limits = PushLimits()
        limits.bulkThreshold = threshold
        let report = try await push(1, limits: limits)
        #expect((report["written"], report["refused"], report.failures) == (3, 1, 1))
        #expect(held(0, "PX_Plan__c", "PX_Seats__c", "PX_Paid__c") == [nil, "1.3", "true"])
        #expect(try await reasons(1) == ["FIELD_CUSTOM_VALIDATION_EXCEPTION: no gold"])
        #expect(try await workspace.store.openObjects() == [])
        #expect(try await push(2)["written"] == 1)
        #expect(held(0, "PX_Plan__c") == ["Gold"])
    }

    @Test func `a fraction becomes a whole number only where the mapping says so`() async throws {
        var configuration = workspace.configuration
        configuration.accounts.push = [PushMapping(source: .attribute("seats"), to: "PX_Whole__c")]
        try await load([["a", Self.ids[0], "", "2.5", "", ""], ["b", Self.ids[1], "", "7", "", ""]])
        let refused = try await push(1, configuration)
        #expect((refused["refused"], refused["written"]) == (1, 1))
        #expect(held(0, "PX_Whole__c") == [nil] && held(1, "PX_Whole__c") == ["7"])
        configuration.accounts.push[0].rounds = true
        #expect(try await push(2, configuration)["written"] == 1)
        #expect(held(0, "PX_Whole__c") == ["3"])
        #expect(try await push(3, configuration)["changed values"] == 0)
    }

    @Test func `to clear a checkbox is to uncheck it`() async throws {
        var configuration = workspace.configuration
        configuration.accounts.push = [PushMapping(source: .attribute("paid"), to: "PX_Paid__c")]
        #expect(try await push(1, configuration)["written"] == 1)
        try await load([["a", Self.ids[0], "", "", "", ""]])
        let report = try await push(2, configuration)
        #expect((report["written"], report["refused"]) == (1, 0))
        #expect(held(0, "PX_Paid__c") == ["false"])
        #expect(try await push(3, configuration)["changed values"] == 0)
    }

    @Test func `a formula is not pushed to, and is not taken for a want of permission`() async throws {
        let fields =
            Self.fields + [FieldDescription(name: "PX_Calc__c", type: .string, isCalculated: true, isUpdateable: false)]
        org.with { $0.objects["Account"] = ObjectDescription(name: "Account", isQueryable: true, fields: fields) }
        var configuration = workspace.configuration
        configuration.accounts.push = [PushMapping(source: .attribute("plan"), to: "PX_Calc__c")]
        #expect(
            try await push(1, configuration).notes == [
                "Pushing to PX_Calc__c is off: Account.PX_Calc__c is a formula, which nobody can write. Push to a plain "
                    + "field instead."
            ])
    }

    @Test(arguments: [
        ("plan", "PX_Seats__c"), ("plan", "PX_Since__c"), ("paid", "PX_Seats__c"), ("seats", "PX_Plan__c"),
    ])
    func `values of another kind than the field's are not made into one`(attribute: String, field: String) async throws
    {
        var configuration = workspace.configuration
        configuration.attributes = [
            AttributeDefinition(entity: .account, apiName: "plan", type: .string),
            AttributeDefinition(entity: .account, apiName: "seats", type: .number),
            AttributeDefinition(entity: .account, apiName: "paid", type: .boolean),
        ]
        configuration.accounts.push = [PushMapping(source: .attribute(attribute), to: field)]
        let report = try await push(1, configuration)
        #expect(report["written"] == 0 && report.notes.count == 1)
        #expect(report.notes[0].contains("Pushing to \(field) is off") && report.isPartial)
        #expect(held(0, field) == [nil])
    }

    @Test func `a record that Salesforce refuses is tried again by the next push, without anything having changed`()
        async throws
    {
        let fault = PushAnswer.Fault(
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no gold", fields: [], isTransient: false)
        org.with { $0.faults[Self.ids[0]] = [fault] }
        let refused = try await push(1)
        #expect((refused["refused"], refused.failures) == (4, 1), "four values of one record")
        #expect(try await push(2)["written"] == 4)
        #expect(try await push(3)["written"] == 0)
    }

    @Test func `a record that is gone for good is told once, and loses its link with the next match`() async throws {
        let fault = PushAnswer.Fault(
            code: "INVALID_CROSS_REFERENCE_KEY", message: "invalid cross reference id", fields: [], isTransient: false)
        org.with { $0.faults[Self.ids[0]] = [fault] }
        #expect(try await push(1).failures == 1)
        #expect(
            try await reasons(1).first
                == "INVALID_CROSS_REFERENCE_KEY: invalid cross reference id. Salesforce no longer has this record; the next "
                + "match decides anew.")
        #expect(try await push(2)["changed values"] == 0, "nothing is sent to a dead id")
        #expect(try await workspace.match(.account, run: 3)["unlinked"] == 1)
    }

    @Test func `rows that stay locked until a bulk job ends are written by collections in the same push`() async throws
    {
        try await load([["b", Self.ids[1], "Tin", "", "", ""], ["c", Self.ids[2], "Tin", "", "", ""]])
        org.with { state in
            for id in Self.ids.dropFirst() { state.faults[id] = [Self.locked] }
        }
        var limits = PushLimits()
        limits.bulkThreshold = 2
        limits.collectionRecords = 1
        let report = try await push(1, limits: limits)
        #expect((report["written"], report["refused"]) == (8, 0))
        #expect(org.log == ["bulk update 751-1", "update 1", "update 1"])
    }

    @Test func `a push that died between upload and answer takes the job's answers and sends nothing again`()
        async throws
    {
        try await load([["b", Self.ids[1], "Tin", "", "", ""]])
        let store = workspace.store
        let plan = PushPlan(
            entity: .account, object: "Account",
            destinations: [
                PushPlan.Destination(mapping: workspace.configuration.accounts.push[0], field: Self.fields[1])
            ], asOf: nil)
        _ = try await store.plan(plan, run: RunNumber(1))
        let job = try org.startBulkUpdate(object: "Account", fields: ["PX_Plan__c"])
        try await store.assign(job: job, object: "Account", ids: Array(Self.ids.prefix(2)))
        var rows = PushRows(object: "Account", fields: [Self.fields[1]])
        rows.ids = Array(Self.ids.prefix(2))
        rows.values = [[.string("Gold")], [.string("Tin")]]
        try org.uploadBulkUpdate(job, rows: rows)

        var configuration = workspace.configuration
        configuration.accounts.push.removeLast(3)
        #expect(try await push(2, configuration)["written"] == 0)
        #expect(org.log == ["bulk update 751-1"])
        #expect(try await store.outcomeCounts(of: RunNumber(2), stage: .push) == [.updated: 2])
    }

    private func load(_ rows: [[String]]) async throws {
        try await workspace.load(.accounts, ["id", "salesforce_id", "plan", "seats", "since", "paid"], rows)
        try await workspace.match(.account)
    }

    private func push(
        _ run: Int64, _ configuration: HubConfiguration? = nil, limits: PushLimits = PushLimits()
    ) async throws -> StageReport {
        let context = RunContext(
            run: RunNumber(run), configuration: configuration ?? workspace.configuration, startedAt: Self.now)
        return try await PushStage(salesforce: org, ledger: workspace.store, limits: limits)
            .run(context, entity: .account, asOf: nil)
    }

    private func held(_ record: Int, _ fields: String...) -> [String?] {
        org.with { state in fields.map { state.records["Account"]?[Self.ids[record]]?[$0] } }
    }

    private func reasons(_ run: Int64) async throws -> [String] {
        try await workspace.store.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT reason FROM outcome WHERE run = ? AND stage = 'push' AND reason IS NOT NULL ORDER BY reason
                    """,
                arguments: [run])
        }
    }
}
