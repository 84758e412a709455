import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// Runs that wrote one after another, undone in order and out of it.
@Suite struct PushUndoTests {
    private let workspace: MatchWorkspace
    private let org = ScriptedSalesforce()
    private static let ids = (0..<3).map { "0015g00000AAAAAAA\($0)" }
    private static let now = Instant("2026-05-13T08:00:00Z")

    init() async throws {
        var workspace = try await MatchWorkspace(attributes: [
            AttributeDefinition(entity: .account, apiName: "plan", type: .string),
            AttributeDefinition(entity: .account, apiName: "seats", type: .number),
        ])
        workspace.configuration.accounts.push = [
            PushMapping(source: .attribute("plan"), to: "PX_Plan__c"),
            PushMapping(source: .attribute("seats"), to: "PX_Seats__c"),
        ]
        self.workspace = workspace
        let fields = [
            FieldDescription(name: "Id", type: .id),
            FieldDescription(name: "PX_Plan__c", type: .string, length: 80, isUpdateable: true),
            FieldDescription(name: "PX_Seats__c", type: .double, precision: 6, scale: 1, isUpdateable: true),
        ]
        _ = try await workspace.store.prepareMirror(of: "Account", fields: fields, at: Self.now)
        try await workspace.mirror("Account", ["Id"], Self.ids.map { [$0] })
        org.with { state in
            state.objects["Account"] = ObjectDescription(name: "Account", isQueryable: true, fields: fields)
            for id in Self.ids { state.put("Account", id, [:]) }
        }
        try await push(1, plan: "gold", seats: "10")
        try await push(2, plan: "silver", seats: "10")
        try await push(3, plan: "tin", seats: "10.5")
    }

    @Test func `undoing the last run first brings back each run's values in turn`() async throws {
        #expect(held("PX_Plan__c") == "tin")
        #expect(try await undo(3, in: 4)["given back"] == 2)
        #expect((held("PX_Plan__c"), held("PX_Seats__c")) == ("silver", "10"))
        #expect(try await undo(2, in: 5)["given back"] == 1)
        #expect(held("PX_Plan__c") == "gold")
        #expect(try await undo(1, in: 6)["given back"] == 2)
        #expect((held("PX_Plan__c"), held("PX_Seats__c")) == ("", ""))
        #expect(try await undo(1, in: 7)["given back"] == 0)
    }

    @Test func `what an undo has taken back does not come back, whatever value stands there then`() async throws {
        try await push(4, plan: "gold", seats: "10.5")
        try await push(5, plan: "tin", seats: "10.5")
        #expect(try await undo(5, in: 6)["given back"] == 1)
        #expect(try await undo(4, in: 7)["given back"] == 1)
        #expect(held("PX_Plan__c") == "tin")
        let again = try await undo(5, in: 8)
        #expect((again["given back"], again["written over since"]) == (0, 0))
        #expect(held("PX_Plan__c") == "tin")
        #expect(try await !workspace.store.hasWritten(in: RunNumber(5)))
        #expect(try await undo(3, in: 9)["given back"] == 2)
        #expect(held("PX_Plan__c") == "silver")
    }

    @Test func `the undo of an undo brings the run's values back, which can be undone again`() async throws {
        _ = try await undo(3, in: 4)
        #expect(try await undo(4, in: 5)["given back"] == 2)
        #expect(held("PX_Plan__c") == "tin")
        #expect(try await undo(3, in: 6)["given back"] == 2)
        #expect(held("PX_Plan__c") == "silver")
    }

    @Test func `what later runs have written over is told`() async throws {
        let first = try await undo(1, in: 4)
        #expect((first["given back"], first["written over since"]) == (0, 2))
        #expect(first.notes.first?.contains("Later runs have written over 2 values of run 1") == true)
        #expect(held("PX_Plan__c") == "tin")
        try await push(6, plan: "tin", seats: "11")
        let part = try await undo(3, in: 7)
        #expect(part["given back"] == 1 && part.notes.first?.contains("written over a value of run 3") == true)
        #expect((held("PX_Plan__c"), held("PX_Seats__c")) == ("silver", "11"))
    }

    @Test func `a value that somebody changed stays, and a record that is gone is said to be gone`() async throws {
        org.with { $0.put("Account", Self.ids[0], ["PX_Plan__c": "brass"]) }
        let changed = try await undo(3, in: 4)
        #expect((changed["given back"], changed["left alone"], changed.failures) == (1, 1, 0))
        #expect(try await reasons(4).contains("Someone changed the value since; it stays as it is."))
        try await push(5, plan: "iron", seats: "12")
        org.with { $0.erase("Account", Self.ids[0]) }
        #expect(try await undo(5, in: 6)["left alone"] > 0)
        #expect(Set(try await reasons(6)) == ["Salesforce no longer has this record."])
    }

    @Test func `many records are given back part by part, in bulk where they are many`() async throws {
        let rows = zip(["a", "b", "c"], Self.ids).map { [$0, $1, "lead", "7"] }
        try await push(4, rows: rows)
        org.with { $0.log = [] }
        var limits = PushLimits()
        (limits.bulkThreshold, limits.bulkJobRecords) = (1, 2)
        let report = try await undo(4, in: 5, limits)
        #expect((report["given back"], report.failures) == (6, 0))
        #expect(org.log.filter { $0.contains("update") } == ["bulk update 751-1", "update 1"])
        #expect(held("PX_Plan__c") == "tin")
        #expect(
            org.with { state in
                Self.ids.dropFirst().allSatisfy { state.records["Account"]?[$0]?["PX_Plan__c"] ?? "" == "" }
            })
        #expect(try await workspace.store.holds().count == 6)
        #expect(try await undo(4, in: 6, limits)["given back"] == 0)
    }

    @Test func `a value that Salesforce refuses stays as it is, and can be given back later`() async throws {
        org.with {
            $0.faults[Self.ids[0]] = [
                PushAnswer.Fault(
                    code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "No.", fields: [], isTransient: false)
            ]
        }
        let refused = try await undo(3, in: 4)
        #expect((refused["given back"], refused["refused"], refused.failures) == (0, 2, 1))
        #expect(Set(try await reasons(4)) == ["FIELD_CUSTOM_VALIDATION_EXCEPTION: No."])
        #expect(try await undo(3, in: 5)["given back"] == 2)
    }

    @Test(arguments: [2000, 0])
    func `a value that Salesforce blames by its field stays, and the record's others are given back`(threshold: Int)
        async throws
    {
        let fault = PushAnswer.Fault(
            code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message: "bad value: silver", fields: ["PX_Plan__c"],
            isTransient: false)
        org.with { $0.faults[Self.ids[0]] = [fault] }
        var limits = PushLimits()
        limits.bulkThreshold = threshold
        let part = try await undo(3, in: 4, limits)
        #expect((part["given back"], part["refused"], part.failures) == (1, 1, 1))
        #expect((held("PX_Plan__c"), held("PX_Seats__c")) == ("tin", "10"))
        #expect(try await reasons(4) == ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: bad value: silver"])
        #expect(try await undo(3, in: 5)["given back"] == 1)
        #expect(held("PX_Plan__c") == "silver")
    }

    private func push(_ run: Int64, plan: String, seats: String) async throws {
        try await push(run, rows: [["a", Self.ids[0], plan, seats]])
    }

    private func push(_ run: Int64, rows: [[String]]) async throws {
        try await workspace.load(.accounts, ["id", "salesforce_id", "plan", "seats"], rows)
        try await workspace.match(.account)
        _ = try await workspace.store.liftHolds(object: nil, id: nil)
        let context = RunContext(run: RunNumber(run), configuration: workspace.configuration, startedAt: Self.now)
        let report = try await PushStage(salesforce: org, ledger: workspace.store)
            .run(context, entity: .account, asOf: nil)
        #expect(report["written"] > 0)
    }

    private func undo(
        _ run: Int64, in undo: Int64, _ limits: PushLimits = PushLimits()
    ) async throws -> StageReport {
        let context = RunContext(run: RunNumber(undo), configuration: workspace.configuration, startedAt: Self.now)
        return try await PushUndo(salesforce: org, ledger: workspace.store, limits: limits)
            .run(context, undoing: RunNumber(run))
    }

    private func held(_ field: String) -> String {
        org.with { $0.records["Account"]?[Self.ids[0]]?[field] ?? "" }
    }

    private func reasons(_ run: Int64) async throws -> [String] {
        try await workspace.store.read { database in
            try String.fetchAll(
                database, sql: "SELECT reason FROM outcome WHERE run = ? AND reason IS NOT NULL", arguments: [run])
        }
    }
}
