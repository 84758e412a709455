import Domain
import Testing

@Suite struct MappingValidationTests {
    private static let account = ObjectDescription(
        name: "Account",
        fields: [
            FieldDescription(name: "Id", type: .id), FieldDescription(name: "Industry", type: .picklist),
            FieldDescription(name: "AnnualRevenue", type: .currency, scale: 2),
            FieldDescription(name: "Number__c", type: .double, precision: 18, scale: 0),
            FieldDescription(name: "BillingAddress", type: .other("address")),
            FieldDescription(name: "ERP_Code__c", type: .string), FieldDescription(name: "PX_MAU__c", type: .double),
            FieldDescription(name: "PX_Plan__c", type: .string),
            FieldDescription(name: "PX_Locked__c", type: .string, isUpdateable: false),
            FieldDescription(name: "PX_Formula__c", type: .string, isCalculated: true, isUpdateable: false),
        ])
    private static let attributes = [
        AttributeDefinition(entity: .account, apiName: "industry", type: .string),
        AttributeDefinition(entity: .account, apiName: "plan", type: .string),
        AttributeDefinition(entity: .account, apiName: "number", type: .number),
        AttributeDefinition(entity: .account, apiName: "renewal", type: .dateTime),
    ]

    @Test func `a configuration without mistakes has no findings`() {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.match = [
            .customField(ours: "plan", theirs: "ERP_Code__c", ignoresCase: true),
            .customField(ours: "number", theirs: "Number__c", ignoresCase: true),
        ]
        accounts.pull = [
            PullMapping(from: "industry", to: "industry"), PullMapping(from: "AnnualRevenue", to: "number"),
        ]
        accounts.push = [
            PushMapping(source: .kpi("au_30d", feature: nil), to: "PX_MAU__c"),
            PushMapping(source: .attribute("plan"), to: "PX_Plan__c"),
        ]
        #expect(findings(accounts) == [])
    }

    @Test(arguments: [
        ("ERP_Code__c", []), ("Site__c", ["accounts.fields.website"]), ("AnnualRevenue", ["accounts.fields.website"]),
        ("PX_Plan__c", ["accounts.fields.website"]),
    ])
    func `what stands in for a standard field is a text of the org that no push writes`(
        field: String, places: [String]
    ) {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.fields = [.website: field]
        #expect(findings(accounts).map(\.path) == places)
    }

    @Test(arguments: [
        (PullMapping(from: "Industry", to: "nothing"), ["accounts.pull[0].to"]),
        (PullMapping(from: "Gone__c", to: "industry"), ["accounts.pull[0].from"]),
        (PullMapping(from: "Industry", to: "number"), ["accounts.pull[0]"]),
        (PullMapping(from: "BillingAddress", to: "industry"), ["accounts.pull[0]"]),
        (PullMapping(from: "Industry", to: "salesforce_id"), ["accounts.pull[0].to"]),
        (PullMapping(from: "AnnualRevenue", to: "renewal"), ["accounts.pull[0]"]),
    ])
    func `a pull that cannot work is named by its place`(mapping: PullMapping, paths: [String]) {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.pull = [mapping]
        #expect(findings(accounts).map(\.path) == paths)
    }

    @Test(arguments: [
        (PushMapping(source: .attribute("plan"), to: "Industry"), ["accounts.push[0].to"]),
        (PushMapping(source: .attribute("plan"), to: "px_plan__c"), ["accounts.push[0].to"]),
        (PushMapping(source: .attribute("plan"), to: "PX_plan__c"), ["accounts.push[0].to"]),
        (PushMapping(source: .attribute("plan"), to: "PX_Locked__c"), ["accounts.push[0].to"]),
        (PushMapping(source: .attribute("plan"), to: "PX_MAU__c"), ["accounts.push[0]"]),
        (PushMapping(source: .kpi("au_30d", feature: nil), to: "PX_Plan__c"), ["accounts.push[0]"]),
        (PushMapping(source: .attribute("nothing"), to: "PX_Plan__c"), ["accounts.push[0].attribute"]),
    ])
    func `a push goes only to fields that begin with PX_, exactly spelled and writable`(
        mapping: PushMapping, paths: [String]
    ) {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.push = [mapping]
        #expect(findings(accounts).map(\.path) == paths)
    }

    @Test(arguments: [
        ("plan", "PX_Plan__c", ["accounts.match[1].custom_field.theirs"]),
        ("renewal", "ERP_Code__c", ["accounts.match[1].custom_field.ours", "accounts.match[1].custom_field"]),
        ("number", "ERP_Code__c", ["accounts.match[1].custom_field"]),
        ("number", "AnnualRevenue", ["accounts.match[1].custom_field.theirs"]),
        ("nothing", "ERP_Code__c", ["accounts.match[1].custom_field.ours"]),
        ("plan", "Gone__c", ["accounts.match[1].custom_field.theirs"]),
    ])
    func `a custom field is compared with its like, and never with what we push`(
        ours: String, theirs: String, paths: [String]
    ) {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.match = [.salesforceID, .customField(ours: ours, theirs: theirs, ignoresCase: true)]
        #expect(findings(accounts).map(\.path) == paths)
    }

    @Test func `a circle and second sources are refused`() {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.pull = [PullMapping(from: "PX_Plan__c", to: "plan"), PullMapping(from: "Industry", to: "plan")]
        accounts.push = [
            PushMapping(source: .attribute("plan"), to: "PX_Plan__c"),
            PushMapping(source: .attribute("industry"), to: "PX_Plan__c"),
        ]
        #expect(findings(accounts).map(\.path) == ["accounts.pull[0]", "accounts.pull[1].to", "accounts.push[1].to"])
    }

    @Test(arguments: [("PX_Locked__c", "field-level security"), ("PX_Formula__c", "is a formula")])
    func `a field that nobody may write is told from one that the user may not write`(field: String, says: String) {
        var accounts = EntityConfiguration.defaultAccounts
        accounts.push = [PushMapping(source: .attribute("plan"), to: field)]
        #expect(findings(accounts).map { $0.sentence.contains(says) } == [true])
    }

    @Test(arguments: [("account", ["accounts.push[0].to", "users.push[0].to"]), ("Contact", [])])
    func `one field of one object has one source, though both entities link it`(object: String, paths: [String]) {
        var configuration = HubConfiguration()
        configuration.attributes = Self.attributes
        configuration.accounts.push = [PushMapping(source: .attribute("plan"), to: "PX_Plan__c")]
        configuration.users.object = object
        configuration.users.push = [PushMapping(source: .attribute("title"), to: "PX_Plan__c")]
        #expect(configuration.mappingFindings().map(\.path) == paths)
    }

    @Test func `a KPI cannot be pushed to a contact`() {
        var configuration = HubConfiguration()
        configuration.users.push = [PushMapping(source: .kpi("au_30d", feature: nil), to: "PX_MAU__c")]
        #expect(configuration.mappingFindings().map(\.path) == ["users.push[0].kpi"])
    }

    private func findings(_ accounts: EntityConfiguration) -> [MappingFinding] {
        var configuration = HubConfiguration()
        configuration.attributes = Self.attributes
        configuration.accounts = accounts
        return configuration.mappingFindings([.account: Self.account])
    }
}
