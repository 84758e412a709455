import Domain
import Store
import SyncEngine
import TestSupport
import Testing

/// Persons whom only Salesforce knows: contacts of an account that is linked.
@Suite struct ContactPersonTests {
    private let hub: CommunityHub
    private let org = ScriptedSalesforce()

    init() async throws {
        hub = try await CommunityHub()
        try await hub.load(accounts: [("A10", "Umbrella")], members: [])
        org.with { $0.now = Instant("2026-05-13T08:00:00Z") }
    }

    private func lookup(_ name: String, to object: String) -> FieldDescription {
        FieldDescription(
            name: name, type: .other("reference"), isCustom: name.hasSuffix("__c"), referenceTo: [object])
    }

    private func fetch(_ configuration: HubConfiguration) async throws -> StageReport {
        org.with { $0.now = $0.now.advanced(by: .seconds(3600)) }
        let run = try await hub.store.beginRun(trigger: .commandLine, stages: [.fetch], at: org.serverTime())
        let context = RunContext(run: run, configuration: configuration, startedAt: org.serverTime())
        return try await FetchStage(salesforce: org, store: hub.store).run(context, entity: .user)
    }

    private func rule(ofMember id: String) async throws -> String? {
        let table = ExportedTable()
        try await hub.store.exportCommunityLinks { table.take($0) }
        return table.rows.first { $0[1] == id }.map { $0[2] + " " + $0[3] }
    }

    @Test func `a contact of a linked account is a person there, once a community is in use`() async throws {
        org.with { state in
            state.objects["Contact"] = .contact(and: [
                lookup("Reports_To__c", to: "Account"), lookup("AccountId", to: "Account"),
            ])
            state.put("Contact", "003000000000001AAA", ["Email": "u10@cust10.com", "AccountId": "001000000000010AAA"])
        }
        let configuration = HubConfiguration()
        _ = try await fetch(configuration)
        #expect(!org.log.contains { $0.contains("AccountId") }, "nobody asks for it without a community")

        try await hub.load(accounts: [], members: [("1", "u10@cust10.com"), ("2", "other@cust10.com")])
        try await hub.link(.account, "A10", to: "001000000000010AAA")
        try await hub.associate(configuration)
        #expect(try await rule(ofMember: "1") == " ")

        _ = try await fetch(configuration)
        #expect(!org.log.contains { $0.contains("Reports_To__c") })
        try await hub.associate(configuration)
        #expect(try await rule(ofMember: "1") == "A10 person")
        #expect(try await rule(ofMember: "2") == " ")
    }

    @Test func `of a custom object it is the field that refers to the accounts' object`() async throws {
        var configuration = HubConfiguration()
        configuration.accounts.object = "Customer__c"
        configuration.users.object = "Seat__c"
        configuration.community.connections = [
            CommunitySettings.Connection(tenant: "en", host: "https://x.example", clientID: "en")
        ]
        org.with { state in
            var seat = ObjectDescription.contact(and: [
                lookup("Partner__c", to: "Account"), lookup("Customer__c", to: "Customer__c"),
            ])
            seat.name = "Seat__c"
            state.objects["Seat__c"] = seat
            state.put(
                "Seat__c", "a01000000000001AAA", ["Email": "u10@cust10.com", "Customer__c": "a02000000000010AAA"])
        }
        _ = try await fetch(configuration)
        try await hub.load(accounts: [], members: [("1", "u10@cust10.com")])
        try await hub.link(.account, "A10", to: "a02000000000010AAA")
        try await hub.associate(configuration)
        #expect(try await rule(ofMember: "1") == "A10 person")
    }
}
