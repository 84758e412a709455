import Simulators
import Testing

@Suite struct SchemaTests {
    private func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONParser.parse(bytes) }

    private func field(_ name: String, of object: String, _ fixture: OrgFixture) throws -> JSONValue {
        let fields = try json(fixture.org.describe(object, version: "62.0"))["fields"]?.list ?? []
        return try #require(fields.first { $0["name"]?.text == name })
    }

    @Test func `every object of the global list has its describe, with 57 properties a field`() throws {
        let fixture = try OrgFixture()
        let list = try json(fixture.org.globalDescribe(version: "62.0"))
        #expect(list["encoding"]?.text == "UTF-8" && list["maxBatchSize"]?.integer == 200)
        let objects = list["sobjects"]?.list ?? []
        #expect(objects.count > 100)
        for object in objects {
            #expect(object.members?.count == 28)
            let describe = try json(fixture.org.describe(object["name"]?.text ?? "", version: "62.0"))
            #expect(describe.members?.count == 45)
            for field in describe["fields"]?.list ?? [] {
                #expect(field.members?.count == 57, "\(object["name"]?.text ?? "").\(field["name"]?.text ?? "")")
            }
        }
    }

    @Test func `a recorded field is answered as it was recorded`() throws {
        let field = try field("Name", of: "Account", OrgFixture())
        #expect(
            field.bytes.text.hasPrefix(
                #"{"aggregatable":true,"aiPredictionField":false,"autoNumber":false,"byteLength":765,"calculated":false,"#
            ))
        #expect(
            field["nillable"]?.flag == false && field["createable"]?.flag == true
                && field["defaultedOnCreate"]?.flag == false)
    }

    @Test func `addresses carry the version that was asked for`() throws {
        let describe = try OrgFixture().org.describe("Contact", version: "59.0").text
        #expect(
            describe.contains(#""rowTemplate":"/services/data/v59.0/sobjects/Contact/{ID}""#)
                && !describe.contains("v{v}"))
    }

    @Test func `an unknown object is not found`() throws {
        let fixture = try OrgFixture()
        #expect(
            fixture.fault { _ = try fixture.org.describe("Nope", version: "62.0") }
                == SalesforceFault("NOT_FOUND", "The requested resource does not exist", httpStatus: 404))
    }

    @Test(arguments: [
        ("Size__c", "double", 18, 2, 0), ("Opened__c", "date", 0, 0, 0), ("Active__c", "boolean", 0, 0, 0),
        ("Code__c", "string", 0, 0, 255), ("Seen__c", "datetime", 0, 0, 0), ("Note__c", "string", 0, 0, 255),
        ("PX_Empty__c", "double", 18, 6, 0), ("Account__c", "reference", 0, 0, 18), ("Kind__c", "picklist", 0, 0, 255),
        ("Twice__c", "double", 18, 1, 0), ("Label__c", "string", 0, 0, 100),
    ])
    func `columns become fields of the type their values have`(
        name: String, type: String, precision: Int, scale: Int, length: Int
    ) throws {
        let field = try field(name, of: "Site__c", OrgFixture())
        #expect(field["type"]?.text == type)
        #expect(
            field["precision"]?.integer == precision && field["scale"]?.integer == scale
                && field["length"]?.integer == length)
        #expect(
            field["custom"]?.flag == true && field["byteLength"]?.integer == (type == "reference" ? 18 : length * 3))
    }

    @Test func `a lookup names its object and relationship, a formula cannot be written`() throws {
        let fixture = try OrgFixture()
        let lookup = try field("Account__c", of: "Site__c", fixture)
        #expect(lookup["referenceTo"] == ["Account"] && lookup["relationshipName"]?.text == "Account__r")
        let formula = try field("Label__c", of: "Site__c", fixture)
        #expect(
            formula["calculated"]?.flag == true && formula["updateable"]?.flag == false
                && formula["createable"]?.flag == false)
        #expect(try field("Kind__c", of: "Site__c", fixture)["restrictedPicklist"]?.flag == true)
    }

    @Test func `formulas follow their fields and leave the stamps alone`() throws {
        let fixture = try OrgFixture()
        _ = fixture.org.update(
            [RecordInput(id: "0015g00000A0002AAB", fields: [.init("Name", .text("Parent"))])], of: "Account")
        #expect(
            try fixture.records("SELECT Label__c, SystemModstamp FROM Site__c WHERE Name = 'HQ'").hasSuffix(
                #""Label__c":"HQ in Parent","SystemModstamp":"2026-05-13T00:00:00.000+0000"}"#))
    }

    @Test(arguments: [
        ("au_30d", "PX_AU_30d__c"), ("nps_score_last_week_pct_change", "PX_NPS_Score_Last_Week_Pct_Change__c"),
        ("nps_responses_7d_prev", "PX_NPS_Responses_7d_Prev__c"), ("engagements_active", "PX_Engagements_Active__c"),
    ])
    func `every KPI column has a number on Account from the start`(column: String, name: String) throws {
        #expect(PXFields.name(ofKPI: column) == name)
        #expect(PXFields.kpiColumns.count == 62 && PXFields.kpiColumns.contains(column))
        let field = try field(name, of: "Account", OrgFixture())
        #expect(field["type"]?.text == "double" && field["nillable"]?.flag == true && field["updateable"]?.flag == true)
    }

    @Test(arguments: ["Account", "Contact"])
    func `a unique external id exists from the start`(object: String) throws {
        let field = try field("External_ID__c", of: object, OrgFixture())
        #expect(field["externalId"]?.flag == true && field["unique"]?.flag == true && field["idLookup"]?.flag == true)
    }

    @Test(arguments: [
        (
            "Id,Name\n0015g00000A0001AAB,a\n0015g00000A0001,b\n",
            "Account.csv line 3: the Id 0015g00000A0001AAB was on line 2 already."
        ),
        (
            "Id,Name\nx,a\n",
            "Account.csv line 2: Id “x” is no Salesforce id (15 characters, or 18 with the right checksum)."
        ),
        ("Id,Name\n0015g00000A0001AAB\n", "Account.csv line 2: 1 cells where the header has 2."),
        (
            "Id,AnnualRevenue\n0015g00000A0001AAB,lots\n",
            "Account.csv line 2: AnnualRevenue is a currency, and “lots” is not."
        ),
        ("Id,Name\n0015g00000A0001AAB,\"a\n", "Account.csv line 2: a quote is never closed."),
    ])
    func `a file that cannot be read says where`(text: String, message: String) {
        let error = #expect(throws: OrgDataError.self) { try OrgFixture(["Account.csv": text]) }
        #expect(error?.description.hasSuffix(message) == true, "\(error?.description ?? "")")
    }

    @Test func `the organisation knows itself and its user, beside users of a file`() throws {
        let fixture = try OrgFixture(["User.csv": "Id,Username,LastName\n0055g00000U0001AAB,bo@example.com,Bo\n"])
        defer { OrgFixture.remove("\(fixture.folder)/User.csv") }
        #expect(try fixture.names("SELECT Name FROM User ORDER BY Name") == ["Ada Admin", "Bo"])
        #expect(try fixture.names("SELECT Name FROM Organization") == ["Crosswalk Rehearsal"])
        #expect(
            try fixture.records("SELECT Profile.Name FROM User WHERE Name = 'Ada Admin'").contains(
                "System Administrator"))
    }
}
