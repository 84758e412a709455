import Simulators
import Testing

/// The objects in which an organisation tells of its own schema.
@Suite struct DefinitionTests {
    private func rows(_ soql: String, isTooling: Bool = false) throws -> [JSONValue] {
        let cursor = try OrgFixture().org.query(soql, isTooling: isTooling)
        let json = "[" + cursor.json(rows: 0..<cursor.rowCount, version: "62.0").text + "]"
        return try JSONParser.parse(Array(json.utf8)).list ?? []
    }

    @Test func `objects are told with their names, and customizable ones found`() throws {
        let soql = """
            SELECT Id, DurableId, QualifiedApiName, DeveloperName, Label, PluralLabel, KeyPrefix, InternalSharingModel, \
            ExternalSharingModel, DeploymentStatus FROM EntityDefinition WHERE IsCustomizable = true ORDER BY QualifiedApiName
            """
        let rows = try rows(soql)
        let names = rows.map { $0["QualifiedApiName"]?.text ?? "" }
        #expect(Set(["Account", "Contact", "Site__c"]).isSubset(of: names) && !names.contains("UserFeed"))
        let account = try #require(rows.first { $0["QualifiedApiName"] == "Account" })
        #expect(account["attributes"]?["url"] == "/services/data/v62.0/sobjects/EntityDefinition/Account")
        #expect(account["Id"] == "000000000000000AAA" && account["DurableId"] == "Account")
        #expect(account["KeyPrefix"] == "001" && account["PluralLabel"] == "Accounts")
        #expect(account["InternalSharingModel"] == "ReadWrite" && account["DeploymentStatus"] == .null)
        let site = try #require(rows.first { $0["QualifiedApiName"] == "Site__c" })
        #expect(site["DeveloperName"] == "Site" && site["DeploymentStatus"] == "Deployed")
        let durable = try #require(site["DurableId"]?.text)
        #expect(durable.hasPrefix("01I") && durable.count == 15)
    }

    @Test(arguments: [
        ("Account.Id", "Lookup()"), ("Account.MasterRecordId", "Lookup(Account)"), ("Account.ParentId", "Hierarchy"),
        ("Account.Name", "Name"), ("Account.IsDeleted", "Checkbox"), ("Account.Type", "Picklist"),
        ("Account.BillingAddress", "Address"), ("Account.NumberOfEmployees", "Number(8, 0)"),
        ("Account.Description", "Long Text Area(32000)"), ("Account.Site", "Text(80)"),
        ("Account.OwnerId", "Lookup(User)"), ("Account.CreatedDate", "Date/Time"), ("Account.Website", "URL(255)"),
        ("Account.AnnualRevenue", "Currency(18, 0)"), ("Account.Phone", "Phone"), ("Account.Fax", "Fax"),
        ("Account.External_ID__c", "Text(255) (External ID) (Unique Case Insensitive)"),
        ("Account.PX_Renewal_Date__c", "Date"), ("Contact.Email", "Email"), ("Site__c.Name", "Text(80)"),
        ("Site__c.Account__c", "Lookup(Account)"), ("Site__c.Twice__c", "Formula (Number)"),
    ])
    func `a field's type is told as the setup pages word it`(field: String, type: String) throws {
        let parts = field.split(separator: ".")
        let found = try rows(
            """
            SELECT DataType, Description, EntityDefinition.QualifiedApiName FROM FieldDefinition \
            WHERE EntityDefinition.QualifiedApiName = '\(parts[0])' AND QualifiedApiName = '\(parts[1])'
            """)
        #expect(found.map { $0["DataType"]?.text } == [type])
        #expect(found.first?["EntityDefinition"]?["QualifiedApiName"]?.text == String(parts[0]))
    }

    @Test func `a particle is a field as the API has it, with its definition`() throws {
        let rows = try rows(
            """
            SELECT QualifiedApiName, DeveloperName, DataType, FieldDefinition.DataType, FieldDefinition.IsIndexed, \
            FieldDefinition.LastModifiedBy.Username, Digits, Length, IsComponent, IsCompound, IsNillable, IsUnique, \
            ReferenceTo, RelationshipName FROM EntityParticle WHERE EntityDefinitionId = 'Account'
            """, isTooling: true)
        func particle(_ name: String) throws -> JSONValue {
            try #require(rows.first { $0["QualifiedApiName"]?.text == name })
        }
        let parent = try particle("ParentId")
        #expect(parent["attributes"]?["url"] == "/services/data/v62.0/sobjects/EntityParticle/Account.Parent")
        #expect(parent["DeveloperName"] == "Parent" && parent["DataType"] == "reference")
        #expect(parent["ReferenceTo"]?["referenceTo"]?.list == ["Account"] && parent["RelationshipName"] == "Parent")
        #expect(parent["FieldDefinition"]?["IsIndexed"] == true)
        #expect(parent["FieldDefinition"]?["LastModifiedBy"] == .null)
        let street = try particle("BillingStreet")
        #expect(
            street["attributes"]?["url"]
                == "/services/data/v62.0/sobjects/EntityParticle/Account.BillingAddress.BillingStreet")
        #expect(street["DeveloperName"] == "BillingAddress" && street["IsComponent"] == true)
        #expect(
            street["FieldDefinition"]?["attributes"]?["url"]
                == "/services/data/v62.0/sobjects/FieldDefinition/Account.BillingAddress")
        #expect(street["FieldDefinition"]?["DataType"] == "Address")
        #expect(street["ReferenceTo"]?["referenceTo"] == .null)
        #expect(try particle("BillingAddress")["IsCompound"] == true)
        let employees = try particle("NumberOfEmployees")
        #expect(employees["DataType"] == "integer" && employees["Digits"] == 8)
        let own = try particle("PX_MAU__c")
        #expect(own["DeveloperName"] == "PX_MAU")
        #expect(own["FieldDefinition"]?["LastModifiedBy"]?["Username"] == "admin@crosswalk.example")
    }

    @Test func `the definition of an address stands for its parts`() throws {
        let rows = try rows("SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId = 'Contact'")
        let names = rows.map { $0["QualifiedApiName"]?.text ?? "" }
        #expect(names.contains("MailingAddress") && !names.contains("MailingCity") && !names.contains("FirstName"))
    }

    @Test func `fields hang on their object as children`() throws {
        let rows = try rows(
            "SELECT DurableId, (SELECT QualifiedApiName FROM Fields) FROM EntityDefinition WHERE QualifiedApiName = 'Site__c'"
        )
        let fields = rows.first?["Fields"]?["records"]?.list ?? []
        let names = fields.compactMap { $0["QualifiedApiName"]?.text }
        #expect(names.contains("Kind__c") && names.contains("Id"))
    }

    @Test func `custom objects and fields are told by the Tooling API alone`() throws {
        let objects = try rows(
            """
            SELECT Id, Language, ManageableState, CreatedDate, CreatedBy.Username FROM CustomObject \
            WHERE DeveloperName = 'Site'
            """, isTooling: true)
        #expect(objects.count == 1 && objects[0]["Id"]?.text?.hasPrefix("01I") == true)
        #expect(objects[0]["CreatedBy"]?["Username"] == "admin@crosswalk.example")
        #expect(objects[0]["CreatedDate"] == "2026-05-13T00:00:00.000+0000")
        let durable = try #require(objects[0]["Id"]?.text).prefix(15)
        let fields = try rows(
            "SELECT Id, DeveloperName, InlineHelpText FROM CustomField WHERE EntityDefinitionId = '\(durable)'",
            isTooling: true)
        let names = fields.compactMap { $0["DeveloperName"]?.text }
        #expect(names.contains("Kind"))
        let fixture = try OrgFixture()
        #expect(fixture.fault { _ = try fixture.org.query("SELECT Id FROM CustomField") }?.errorCode == "INVALID_TYPE")
    }

    @Test(arguments: [
        (
            "SELECT DurableId FROM FieldDefinition", "MALFORMED_QUERY",
            "FieldDefinition: a filter on a reified column is required [EntityDefinitionId,DurableId]"
        ),
        (
            "SELECT DurableId FROM EntityParticle WHERE DataType = 'string'", "MALFORMED_QUERY",
            "EntityParticle: a filter on a reified column is required [EntityDefinitionId,FieldDefinitionId,DurableId]"
        ),
        (
            "SELECT DurableId FROM EntityDefinition WHERE IsCustomizable = true OR KeyPrefix = '001'",
            "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", "Disjunctions not supported"
        ),
        (
            "SELECT DurableId FROM EntityDefinition WHERE QualifiedApiName != 'Account'",
            "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", "Only equals comparisons permitted"
        ),
        (
            "SELECT COUNT(QualifiedApiName) FROM EntityDefinition", "INVALID_OPERATION",
            "The requested operation is not yet supported by this SObject storage type, contact salesforce.com support for more"
                + " information."
        ),
    ])
    func `what these objects cannot do is refused`(soql: String, code: String, message: String) throws {
        let fixture = try OrgFixture()
        let fault = fixture.fault { _ = try fixture.org.query(soql) }
        #expect(fault?.errorCode == code && fault?.message == message)
    }

    @Test func `a user's access is told of the records that are named`() throws {
        let user = "0055g00000G2kqAAAR"
        let rows = try rows(
            """
            SELECT RecordId, HasReadAccess, HasDeleteAccess, MaxAccessLevel FROM UserRecordAccess WHERE UserId = '\(user)' \
            AND RecordId IN ('0015g00000A0002AAB', '0015g00000ZZZZZ')
            """)
        #expect(
            rows.map { $0["HasReadAccess"] } == [true, false] && rows.map { $0["MaxAccessLevel"] } == ["All", "None"])
        #expect(rows[0]["RecordId"] == "0015g00000A0002AAB")
        let fixture = try OrgFixture()
        let fault = fixture.fault {
            _ = try fixture.org.query("SELECT HasReadAccess FROM UserRecordAccess WHERE UserId = '\(user)'")
        }
        #expect(fault?.errorCode == "INVALID_FIELD" && fault?.message == "RecordId field must be selected")
    }
}
