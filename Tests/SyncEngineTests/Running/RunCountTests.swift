import Domain
import Store
import SyncEngine
import TestSupport
import Testing

/// How a run's ending counts: each record once, each object once, and what is off as such.
@Suite struct RunCountTests {
    private var workspace: MatchWorkspace
    private let org = ScriptedSalesforce()
    private static let now = Instant("2026-05-13T08:00:00Z")
    private static let fields = [
        FieldDescription(name: "Id", type: .id), FieldDescription(name: "Name", type: .string),
        FieldDescription(name: "Seats__c", type: .double), FieldDescription(name: "SystemModstamp", type: .datetime),
        FieldDescription(name: "CreatedDate", type: .datetime),
        FieldDescription(name: "LastModifiedDate", type: .datetime),
        FieldDescription(name: "IsDeleted", type: .boolean),
        FieldDescription(name: "PX_Plan__c", type: .string, length: 4),
        FieldDescription(name: "PX_Note__c", type: .string, length: 80),
    ]

    init() async throws {
        workspace = try await MatchWorkspace(attributes: [
            AttributeDefinition(entity: .account, apiName: "plan", type: .string),
            AttributeDefinition(entity: .account, apiName: "note", type: .string),
            AttributeDefinition(entity: .account, apiName: "seats", type: .number),
        ])
        workspace.configuration.accounts = EntityConfiguration(object: "Account", match: [.salesforceID])
        workspace.configuration.users = EntityConfiguration(object: "Account", match: [.salesforceID])
        org.with { state in
            state.now = Self.now
            state.objects["Account"] = ObjectDescription(name: "Account", fields: Self.fields)
            for number in 0..<3 { state.put("Account", Self.id(number), ["Name": "N\(number)"]) }
            state.now = Self.now.advanced(by: .seconds(3600))
        }
        try await workspace.load(
            .accounts, ["id", "salesforce_id", "plan", "note"],
            [["a", Self.id(0), "Platinum", "hello"], ["b", Self.id(1), "Tin", "hello"]])
    }

    @Test func `a record that is refused in two ways counts once`() async throws {
        var configuration = workspace.configuration
        configuration.accounts.push = [
            PushMapping(source: .attribute("plan"), to: "PX_Plan__c"),
            PushMapping(source: .attribute("note"), to: "PX_Note__c"),
        ]
        let fault = PushAnswer.Fault(
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no", fields: [], isTransient: false)
        org.with { $0.faults[Self.id(0)] = [fault] }
        let report = try await run([.fetch, .match, .push], configuration)
        #expect(report.reports(of: .push).first?["refused"] == 2)
        #expect((report.failures, report.status) == (1, .doneWithFailures))
        #expect(try await workspace.store.failedRecords(of: report.run) == 1)
    }

    @Test func `an object that both entities link is fetched, told and proved once`() async throws {
        var configuration = workspace.configuration
        for entity in [\HubConfiguration.accounts, \.users] {
            configuration[keyPath: entity].match.append(
                .customField(ours: entity == \.accounts ? "plan" : "title", theirs: "Gone__c", ignoresCase: true))
        }
        org.with { $0.records["Account"]?[Self.id(0)]?["Seats__c"] = "lots" }
        configuration.accounts.pull = [PullMapping(from: "Seats__c", to: "seats")]
        let report = try await run([.fetch], configuration)
        #expect(report.reports(of: .fetch).map { $0["read"] } == [3])
        #expect(report.reports(of: .fetch).flatMap(\.notes).count == 1)
        #expect((report.failures, report.isPartial) == (1, true))
        let proofs = try await engine.reconcile(
            Entity.allCases, configuration: configuration, isExact: false, trigger: .commandLine)
        #expect(proofs.map(\.object) == ["Account"] && proofs[0].agrees)
    }

    @Test func `a rule or a push that is off shows in the ending, also without a fetch`() async throws {
        var configuration = workspace.configuration
        #expect(try await run([.fetch, .match, .push], configuration).status == .done)
        configuration.accounts.match.append(.customField(ours: "plan", theirs: "Gone__c", ignoresCase: true))
        #expect(try await run([.match], configuration).status == .doneWithFailures)
        configuration = workspace.configuration
        configuration.accounts.push = [PushMapping(source: .attribute("plan"), to: "PX_Gone__c")]
        let report = try await run([.push], configuration)
        #expect((report.failures, report.status) == (0, .doneWithFailures))
    }

    private static func id(_ number: Int) -> String { "0015g00000AAAAAAA\(number)" }

    private func run(_ stages: [StageName], _ configuration: HubConfiguration) async throws -> RunReport {
        try await engine.run(RunRequest(stages: stages, trigger: .commandLine), configuration: configuration)
    }

    private var engine: SyncEngine {
        SyncEngine(salesforce: org, store: workspace.store, clock: { Self.now }, pause: { _ in })
    }
}
