import Domain
import Store
import SyncEngine
import TestSupport
import Testing

/// The sample organisation through the store: imported, mirrored, matched, exported.
@Suite struct SampleLinksTests {
    @Test func `exported links agree with the expected ones row for row`() async throws {
        var workspace = try await MatchWorkspace(attributes: [
            AttributeDefinition(entity: .account, apiName: "billing_code", type: .string),
            AttributeDefinition(entity: .user, apiName: "employee_no", type: .string),
        ])
        workspace.configuration.accounts.match = [
            .salesforceID, .customField(ours: "billing_code", theirs: "ERP_Code__c", ignoresCase: true),
            .websiteDomain(.host), .name, .recentUserDomain(.init()),
        ]
        workspace.configuration.users.match = [
            .salesforceID, .customField(ours: "employee_no", theirs: "Employee_Number__c", ignoresCase: true),
            .email(foldsPlusTags: false), .phone(defaultCountry: nil),
        ]
        try await load(workspace, .accounts, ["id", "name", "website", "salesforce_id", "billing_code"])
        try await load(
            workspace, .users,
            ["id", "account_id", "email", "phone", "salesforce_contact_id", "last_seen_at", "employee_no"])
        try await mirror(workspace, "Account", ["Id", "Name", "Website", "ERP_Code__c", "CreatedDate"])
        try await mirror(workspace, "Contact", ["Id", "Email", "Phone", "Employee_Number__c", "CreatedDate"])
        for entity in Entity.allCases {
            try await workspace.match(entity)
            try await expectAgreement(workspace, entity)
            #expect(try await workspace.match(entity)["decided"] == 0)
        }
    }

    private func load(_ workspace: MatchWorkspace, _ kind: RecordKind, _ columns: [String]) async throws {
        let rows = try Fixture.rows("org/product/\(kind.rawValue).csv")
        try await workspace.load(kind, columns, rows.map { row in columns.map { row[$0] ?? "" } })
    }

    private func mirror(_ workspace: MatchWorkspace, _ object: String, _ fields: [String]) async throws {
        // In another order than that of creation, as Bulk results come.
        let rows = try Fixture.rows("org/salesforce/\(object).csv").reversed()
        try await workspace.mirror(object, fields, rows.map { row in fields.map { row[$0] ?? "" } })
    }

    private func expectAgreement(_ workspace: MatchWorkspace, _ entity: Entity) async throws {
        let table = ExportedTable()
        try await workspace.store.exportLinks(of: entity) { table.take($0) }
        #expect(table.header == ["id", "salesforce_id", "rule", "decision", "candidates", "evidence"])
        let found = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0) })
        let expected = try Fixture.rows("org/expected/\(entity.rawValue)-links.csv")
        #expect(found.count == expected.count)
        #expect(table.rows.map { $0[0] } == table.rows.map { $0[0] }.sorted())
        for row in expected where row["unambiguous"] == "1" {
            let id = try #require(row["id"])
            let link = try #require(found[id])
            #expect(link[1] == row["salesforce_id"], "\(id)")
            if !link[1].isEmpty { #expect(link[2] == row["rule"], "\(id)") }
        }
    }
}
