import Simulators
import Testing

@Suite struct WriteTests {
    private let beta = "0015g00000A0003AAB"

    private func record(_ fields: [RecordInput.Field], id: String? = nil) -> RecordInput {
        RecordInput(id: id, fields: fields)
    }

    @Test func `a new record gets an id, its owner and its stamps`() throws {
        let fixture = try OrgFixture()
        let outcome = fixture.org.insert(
            [record([.init("name", .text(" New Ltd ")), .init("PX_MAU__c", .number("3.5"))])], into: "account")
        #expect(outcome == [RowOutcome(id: "0019S0000000001QAA", isCreated: true)])
        #expect(
            try fixture.records(
                "SELECT Name, PX_MAU__c, OwnerId, IsDeleted, CreatedDate, SystemModstamp FROM Account WHERE Id = '0019S0000000001'"
            )
            .hasSuffix(
                #""Name":"New Ltd","PX_MAU__c":3.5,"OwnerId":"0055g00000G2kqAAAR","IsDeleted":false,"#
                    + #""CreatedDate":"2026-05-13T00:00:00.000+0000","SystemModstamp":"2026-05-13T00:00:00.000+0000"}"#)
        )
    }

    @Test func `what was written is found by its stamp`() throws {
        let fixture = try OrgFixture()
        let (acme, now) = ("0015g00000A0001AAB", "2026-05-13T00:00:00Z")
        _ = fixture.org.update([record([.init("Industry", .text("Media"))], id: acme)], of: "Account")
        _ = fixture.org.update([record([.init("Industry", .text("Retail"))], id: acme)], of: "Account")
        _ = fixture.org.insert([record([.init("Name", .text("Delta"))])], into: "Account")
        _ = fixture.org.delete([beta])
        let since = "SELECT Name FROM Account WHERE SystemModstamp >="
        #expect(try fixture.names("\(since) \(now)") == ["Acme, \"The\" Inc", "Delta"])
        #expect(try fixture.names("\(since) \(now)", all: true) == ["Acme, \"The\" Inc", "beta", "Delta"])
        #expect(try fixture.names("\(since) \(now) AND Industry = 'Retail'") == ["Acme, \"The\" Inc"])
        #expect(try fixture.names("\(since) 2026-05-13T00:00:00.001Z", all: true).isEmpty)
        // From here on those of the file count too.
        #expect(try fixture.names("\(since) 2026-05-01T10:00:00Z", all: true).count == 3)
        #expect(try fixture.names("\(since) 2026-03-03T15:57:57Z", all: true).count == 4)
    }

    @Test func `an update moves the stamps and clears with null and with an empty text`() throws {
        let fixture = try OrgFixture()
        let fields: [RecordInput.Field] = [
            .init("Website", .null), .init("Industry", .text("")), .init("PX_MAU__c", .text("41.5")),
        ]
        #expect(
            fixture.org.update([record(fields, id: "0015g00000A0001")], of: "Account").first?.id == "0015g00000A0001AAB"
        )
        #expect(
            try fixture.records("SELECT Website, Industry, PX_MAU__c, SystemModstamp, CreatedDate FROM Account LIMIT 1")
                .hasSuffix(
                    #""Website":null,"Industry":null,"PX_MAU__c":41.5,"SystemModstamp":"2026-05-13T00:00:00.000+0000","#
                        + #""CreatedDate":"2025-01-31T01:02:03.000+0000"}"#))
    }

    @Test(
        arguments: [
            ([.init("Name", .null)], "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"),
            ([.init("Nope__c", .text("x"))], "INVALID_FIELD:No such column 'Nope__c' on sobject of type Account: --"),
            (
                [.init("AccountNumber", .text(String(repeating: "n", count: 41)))],
                "STRING_TOO_LONG:Account Number: data value too large: \(String(repeating: "n", count: 41)) (max length=40):AccountNumber --"
            ),
            (
                [.init("CleanStatus", .text("Filthy"))],
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Clean Status: bad value for restricted picklist field: Filthy:CleanStatus --"
            ),
            (
                [.init("CreatedDate", .text("2026-01-01T00:00:00Z"))],
                "INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: CreatedDate. Please check the security settings of"
                    + " this field and verify that it is read/write for your profile or permission set.:CreatedDate --"
            ),
            (
                [.init("PX_MAU__c", .text("many"))],
                "INVALID_TYPE_ON_FIELD_IN_RECORD:PX MAU: value not of required type: many:PX_MAU__c --"
            ),
            (
                [.init("ParentId", .text("abc"))],
                "MALFORMED_ID:Parent Account ID: id value of incorrect type: abc:ParentId --"
            ),
            (
                [.init("ParentId", .text("0035g00000C0001AAB"))],
                "MALFORMED_ID:Parent Account ID: id value of incorrect type: 0035g00000C0001AAB:ParentId --"
            ),
            (
                [.init("ParentId", .text("0015g00000ZZZZZ"))],
                "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:ParentId --"
            ),
            (
                [.init("AnnualRevenue", .number("1e18"))],
                "NUMBER_OUTSIDE_VALID_RANGE:Annual Revenue: value outside of valid range on numeric field: 1e18:AnnualRevenue --"
            ),
        ] as [([RecordInput.Field], String)])
    func `a bad value is refused in Salesforce's words`(fields: [RecordInput.Field], text: String) throws {
        let fixture = try OrgFixture()
        let outcome = fixture.org.update([record(fields, id: beta)], of: "Account")[0]
        #expect(outcome.errors.map(\.bulkText) == [text])
        #expect(outcome.id == beta)
        #expect(fixture.org.writeCount == 0)
    }

    @Test func `a contact needs a last name and a real address`() throws {
        let fixture = try OrgFixture()
        let outcomes = fixture.org.insert(
            [
                record([.init("FirstName", .text("x"))]),
                record([.init("LastName", .text("x")), .init("Email", .text("foo"))]),
            ],
            into: "Contact")
        #expect(
            outcomes.map { $0.errors.map(\.bulkText) } == [
                ["REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --"],
                ["INVALID_EMAIL_ADDRESS:Email: invalid email address: foo:Email --"],
            ])
        #expect(outcomes.allSatisfy { $0.id == nil })
    }

    @Test(
        arguments: [
            ([.init("Nope__c", .text("x"))], "INVALID_FIELD:No such column 'Nope__c' on sobject of type Account: --"),
            (
                [.init("CreatedDate", .null), .init("IsDeleted", .flag(true))],
                "INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: CreatedDate, IsDeleted. Please check the security"
                    + " settings of this field and verify that it is read/write for your profile or permission"
                    + " set.:CreatedDate,IsDeleted --"
            ),
        ] as [([RecordInput.Field], String)])
    func `fields that nobody may send are refused before anything is missed`(
        fields: [RecordInput.Field], text: String
    ) throws {
        let outcome = try OrgFixture().org.insert([record(fields)], into: "Account")[0]
        #expect(outcome.errors.map(\.bulkText) == [text])
    }

    @Test func `a custom record without a name is called by its id`() throws {
        let fixture = try OrgFixture()
        let outcomes = fixture.org.insert(
            [record([.init("Size__c", .number("1"))]), record([.init("Name", .text("Annex"))])], into: "Site__c")
        let names = try fixture.names("SELECT Name FROM Site__c WHERE Name NOT IN ('HQ', 'Lab')")
        #expect(names.sorted() == [outcomes[0].id, "Annex"].compactMap(\.self).sorted())
    }

    @Test func `ids that name nothing, another object or a deleted record fail`() throws {
        let fixture = try OrgFixture()
        _ = fixture.org.delete([beta])
        let ids = ["0015g00000ZZZZZ", "0035g00000C0001AAB", "x", beta]
        let outcomes = fixture.org.update(ids.map { record([], id: $0) }, of: "Account")
        #expect(
            outcomes.map { $0.errors[0].errorCode } == [
                "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID", "MALFORMED_ID", "ENTITY_IS_DELETED",
            ])
        #expect(outcomes.map { $0.id == nil } == [false, true, true, false])
    }

    @Test func `an upsert creates once and changes after, by an id or an external id`() throws {
        let fixture = try OrgFixture()
        let row = record([.init("External_ID__c", .text("A-1")), .init("Name", .text("One"))])
        let first = fixture.org.upsert([row], of: "Account", by: "external_id__c")[0]
        let second = fixture.org.upsert([row], of: "Account", by: "External_ID__c")[0]
        #expect(first.isCreated && !second.isCreated && first.id == second.id)
        #expect(try fixture.org.ids(of: "Account", where: "External_ID__c", is: "a-1") == [first.id])
        #expect(
            fixture.org.upsert(
                [record([.init("LastName", .text("L"))], id: "0035g00000C0001AAB")], of: "Contact", by: "Id")[0]
                .isSuccess)
        #expect(
            fixture.org.upsert([record([.init("Name", .text("Two"))])], of: "Account", by: "External_ID__c")[0].errors
                .map(\.bulkText)
                == ["MISSING_ARGUMENT:External_ID__c not specified:External_ID__c --"])
        #expect(
            fixture.org.upsert([row, row], of: "Account", by: "External_ID__c")[1].errors.map(\.bulkText)
                == ["DUPLICATE_VALUE:Duplicate external id specified: A-1:External_ID__c --"])
        #expect(
            fixture.fault { _ = try fixture.org.ids(of: "Account", where: "Industry", is: "x") }
                == SalesforceFault(
                    "NOT_FOUND", "Provided external ID field does not exist or is not accessible: Industry",
                    httpStatus: 404))
    }

    @Test func `a unique value cannot be given twice`() throws {
        let fixture = try OrgFixture()
        let fields: [RecordInput.Field] = [.init("External_ID__c", .text("A-1"))]
        _ = fixture.org.update([record(fields, id: beta)], of: "Account")
        #expect(
            fixture.org.update([record(fields, id: "0015g00000A0001AAB")], of: "Account")[0].errors.map(\.message)
                == ["duplicate value found: External_ID__c duplicates value on record with id: 0015g00000A0003AAB"])
        #expect(fixture.org.update([record(fields, id: beta)], of: "Account")[0].isSuccess)
    }

    @Test func `parents are found by external ids, in JSON and in bulk columns`() throws {
        let fixture = try OrgFixture()
        _ = fixture.org.update([record([.init("External_ID__c", .text("B"))], id: beta)], of: "Account")
        let json = try JSONParser.parse(Array(#"{"LastName":"J","Account":{"External_ID__c":"B"}}"#.utf8))
        let outcomes = fixture.org.insert(
            [
                try RecordInput(json: json),
                record([.init("LastName", .text("C")), .init("Account.External_ID__c", .text("b"))]),
                record([.init("LastName", .text("O")), .init("Owner:User.Username", .text("admin@crosswalk.example"))]),
                record([.init("LastName", .text("N")), .init("Account.External_ID__c", .text("nope"))]),
            ], into: "Contact")
        #expect(outcomes.map(\.isSuccess) == [true, true, true, false])
        #expect(
            outcomes[3].errors[0].message
                == "Foreign key external ID: nope not found for field External_ID__c in entity Account")
        #expect(try fixture.names("SELECT Name FROM Contact WHERE AccountId = '\(beta)'") == ["Curie", "J", "C"])
    }

    @Test func `all or none rolls every record back`() throws {
        let fixture = try OrgFixture()
        let good = record([.init("Name", .text("Good"))])
        let outcomes = fixture.org.insert([good, record([])], into: "Account", allOrNone: true)
        #expect(outcomes.map(\.id) == [nil, nil])
        #expect(
            outcomes[0].errors.map(\.bulkText) == [
                "ALL_OR_NONE_OPERATION_ROLLED_BACK:Record rolled back because not all records were valid and the request was using"
                    + " AllOrNone header: --"
            ])
        #expect(outcomes[1].errors[0].errorCode == "REQUIRED_FIELD_MISSING")
        #expect(
            try fixture.names("SELECT Name FROM Account WHERE Name = 'Good'").isEmpty && fixture.org.writeCount == 0)
    }

    @Test func `deleted records leave queries, stay in the bin, take their contacts along, and come back`() throws {
        let fixture = try OrgFixture()
        #expect(fixture.org.delete(["0015g00000A0002"]).map(\.isSuccess) == [true])
        #expect(fixture.org.delete(["0015g00000A0002"])[0].errors[0].errorCode == "ENTITY_IS_DELETED")
        #expect(try fixture.names("SELECT Name FROM Contact") == ["Curie", "Dee line one\nline two"])
        #expect(try fixture.names("SELECT Name FROM Account WHERE IsDeleted = true", all: true) == ["Ümläut GmbH"])
        #expect(try fixture.names("SELECT Name FROM Account WHERE IsDeleted = true ALL ROWS") == ["Ümläut GmbH"])
        let deleted = try fixture.org.deletedRecords(
            of: "Account", from: OrgFixture.start - 1, to: OrgFixture.start + 1)
        #expect(deleted.records.map(\.id) == ["0015g00000A0002AAB"])
        #expect(deleted.records.map(\.deletedDate) == [OrgFixture.start])
        #expect(fixture.org.recordCount(of: "Account") == 2)
        #expect(fixture.org.undelete(["0015g00000A0002"]).map(\.isSuccess) == [true])
        #expect(fixture.org.recordCount(of: "Account") == 3)
        #expect(
            try fixture.org.updatedRecords(of: "Account", from: OrgFixture.start, to: OrgFixture.start + 1).ids
                == ["0015g00000A0002AAB"])
        _ = fixture.org.delete([beta], permanently: true)
        #expect(try fixture.names("SELECT Name FROM Account WHERE IsDeleted = true", all: true).isEmpty)
    }

    @Test func `a savepoint takes everything back`() throws {
        let fixture = try OrgFixture(keepsState: true)
        let savepoint = fixture.org.savepoint()
        _ = fixture.org.update([record([.init("Name", .text("x"))], id: beta)], of: "Account")
        fixture.org.rollback(to: savepoint)
        #expect(try fixture.names("SELECT Name FROM Account WHERE Name = 'x'").isEmpty)
        #expect(fixture.org.writeCount == 0)
        #expect(OrgFixture.read("\(fixture.folder)/state.jsonl").isEmpty)
    }

    @Test func `every accepted write is logged once and survives a restart, a torn last line does not matter`() throws {
        let fixture = try OrgFixture(keepsState: true)
        _ = fixture.org.update([record([.init("px_mau__c", .number("7"))], id: beta)], of: "Account")
        let id = fixture.org.insert(
            [record([.init("Name", .text("Néw")), .init("PX_Is_Active__c", .flag(true))])], into: "Account")[0].id
        _ = fixture.org.delete(["0015g00000A0001AAB"])
        _ = fixture.org.update([record([.init("Nope", .text("x"))], id: beta)], of: "Account")
        let lines = OrgFixture.read("\(fixture.folder)/writes.jsonl").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[0]
                == #"{"time":1778630400000,"operation":"update","object":"Account","id":"0015g00000A0003AAB","fields":{"PX_MAU__c":7}}"#
        )
        OrgFixture.write(
            OrgFixture.read("\(fixture.folder)/state.jsonl") + #"{"time":17"#, to: "\(fixture.folder)/state.jsonl")
        let again = try SalesforceOrg.load(
            OrgSources(dataFolder: fixture.folder, stateFile: "\(fixture.folder)/state.jsonl"),
            clock: { OrgFixture.start + 5 })
        let soql = "SELECT Id, Name, PX_MAU__c, PX_Is_Active__c, SystemModstamp, OwnerId FROM Account"
        let cursor = try again.query(soql)
        #expect(cursor.json(rows: 0..<cursor.rowCount, version: "62.0").text == (try fixture.records(soql)))
        #expect(again.writeCount == 3)
        #expect(again.insert([record([.init("Name", .text("Next"))])], into: "Account")[0].id != id)
        let third = try SalesforceOrg.load(
            OrgSources(dataFolder: fixture.folder, stateFile: "\(fixture.folder)/state.jsonl"), clock: { 0 })
        #expect(third.writeCount == 4)
    }

    @Test func `JSON records are read with their nulls, ids and types`() throws {
        let json = #"{"attributes":{"type":"Account"},"id":"001","Name":"x","A":null,"B":true,"C":1.50}"#
        let input = try RecordInput(json: try JSONParser.parse(Array(json.utf8)))
        #expect(
            input
                == RecordInput(
                    type: "Account", id: "001",
                    fields: [
                        .init("Name", .text("x")), .init("A", .null), .init("B", .flag(true)),
                        .init("C", .number("1.50")),
                    ]))
    }

    @Test func `a state file of other data is refused`() throws {
        let fixture = try OrgFixture(keepsState: true)
        _ = fixture.org.update([record([.init("Name", .text("x"))], id: beta)], of: "Account")
        let sources = OrgSources(stateFile: "\(fixture.folder)/state.jsonl")
        let error = #expect(throws: OrgDataError.self) { try SalesforceOrg.load(sources, clock: { 0 }) }
        #expect(
            error?.description.hasSuffix(
                "line 1: Account \(beta) is not in the data folder; the state file belongs to other data.") == true)
    }

    @Test func `what Salesforce fills in by itself is there, also after a restart`() throws {
        let fixture = try OrgFixture(keepsState: true)
        _ = fixture.org.insert([record([.init("Subject", .text("Help"))])], into: "Case")
        let soql = "SELECT CaseNumber, Status, Priority, IsClosed FROM Case"
        let json = try fixture.records(soql)
        #expect(
            json.hasSuffix(#""CaseNumber":"00001001","Status":"New","Priority":"Medium","IsClosed":false}"#), "\(json)")
        let again = try SalesforceOrg.load(
            OrgSources(dataFolder: fixture.folder, stateFile: "\(fixture.folder)/state.jsonl"), clock: { 0 })
        #expect(try again.query(soql).json(rows: 0..<1, version: "62.0").text == json)
    }

    @Test func `writes keep their own time, so that late ones stand before a bookmark`() throws {
        let early = try OrgFixture(now: OrgFixture.start - 60_000)
        _ = early.org.update([record([.init("Name", .text("late"))], id: beta)], of: "Account")
        #expect(try early.names("SELECT Name FROM Account WHERE SystemModstamp = 2026-05-12T23:59:00Z") == ["late"])
    }
}
