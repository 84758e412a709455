import Connectors
import Domain
import Foundation
import TestSupport
import Testing

@Suite struct QueryTests {
    @Test func `REST pages are followed by what the org gives, and parents, nulls and escapes are read`() async throws {
        let org = try RecordedOrg([
            "GET /query": [
                .json(
                    #"""
                    {"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/01gx0-2000","records":[
                    {"attributes":{"type":"Contact","url":"/services/data/v67.0/sobjects/Contact/003x00000000001AAA"},
                     "Id":"003x00000000001AAA","Email":"zo\u00eb@acme.example","Account":{"attributes":{"type":"Account"},"Name":"Acme \"A\""},"NumberOfEmployees":12,"IsDeleted":false,"CreatedDate":"2025-01-31T01:02:03.000+0000"},
                    {"attributes":{"type":"Contact"},"Id":"003x00000000002AAA","Email":null,"Account":null,"NumberOfEmployees":1.5,"IsDeleted":true,"CreatedDate":null}]}
                    """#)
            ],
            "GET /query/01gx0-2000": [
                .json(#"{"totalSize":3,"done":true,"records":[{"Id":"003x00000000003AAA","account":{"name":"B"}}]}"#)
            ],
        ])
        let fields = ["Id", "Email", "Account.Name", "NumberOfEmployees", "IsDeleted", "CreatedDate"]
        let soql =
            "SELECT \(fields.joined(separator: ", ")) FROM Contact WHERE SystemModstamp >= 2025-01-31T01:02:03.000+00:00"
        var pages = org.connector().query(soql, fields: fields, includingDeleted: false)
        let first = try #require(try await pages.next())
        #expect(
            first.rows.rows == [
                [
                    "003x00000000001AAA", "zoë@acme.example", "Acme \"A\"", "12", "false",
                    "2025-01-31T01:02:03.000+0000",
                ],
                ["003x00000000002AAA", "", "", "1.5", "true", ""],
            ])
        #expect(first.endOfPage?.locator == "/services/data/v67.0/query/01gx0-2000")
        #expect(first.endOfPage?.recordCount == 2)
        let second = try #require(try await pages.next())
        #expect(second.rows.rows == [["003x00000000003AAA", "", "B", "", "", ""]])
        #expect(second.endOfPage?.locator == nil)
        #expect(try await pages.next() == nil)
        let request = try #require(org.requests("GET /query").first)
        #expect(request.target.contains("%2B00%3A00"))
        #expect(request.query("q") == soql)
        #expect(request.headers["authorization"] == "Bearer 00Dx0000000BV7z!AR8AQ")
    }

    @Test func `deleted rows come by queryAll`() async throws {
        let org = try RecordedOrg(["GET /queryAll": [.json(#"{"totalSize":0,"done":true,"records":[]}"#)]])
        var pages = org.connector().query("SELECT Id FROM Account", fields: ["Id"], includingDeleted: true)
        #expect(try await pages.next()?.rows.isEmpty == true)
    }

    @Test func `a SELECT too long for an address is read in two halves, joined by id`() async throws {
        let custom = (0..<600).map { "Some_Long_Field_Name_Number_\($0)__c" }
        let fields = ["Name", "Id"] + custom + ["Owner.Name"]
        let records = ["001x00000000001AAA", "001x00000000002AAA"]
        let org = try RecordedOrg([
            "GET /query": [
                .json(
                    """
                    {"totalSize":2,"done":true,"records":[\(records.map {
                        #"{"Id":"\#($0)","Name":"N\#($0)","Some_Long_Field_Name_Number_0__c":"first","Owner":{"Name":"O"}}"#
                    }.joined(separator: ","))]}
                    """)
            ],
            "POST /composite/sobjects/Account": [
                .json(#"[null,{"Id":"001x00000000002AAA","Some_Long_Field_Name_Number_599__c":7}]"#)
            ],
        ])
        let soql = "SELECT \(fields.joined(separator: ",")) FROM Account WHERE IsDeleted = false"
        var pages = org.connector().query(soql, fields: fields, includingDeleted: false)
        let rows = try #require(try await pages.next()).rows
        #expect(rows.columnCount == 603)
        #expect([0, 1].map { rows.string(row: $0, column: 0) } == records.map { "N\($0)" })
        #expect([0, 1].map { rows.string(row: $0, column: 2) } == ["first", "first"])
        #expect([0, 1].map { rows.string(row: $0, column: 601) } == ["", "7"])
        #expect([0, 1].map { rows.string(row: $0, column: 602) } == ["O", "O"])
        #expect(org.requests("GET /query").allSatisfy { $0.target.utf8.count < 16_000 })
        let later = try #require(org.requests("POST /composite/sobjects/Account").first).text
        let asked = Set(
            (org.requests("GET /query")[0].query("q") ?? "").components(separatedBy: .whitespaces.union([","])))
        for field in custom {
            #expect(asked.contains(field) != later.contains("\"\(field)\""), "\(field) is asked for once")
        }
    }

    @Test func `a count, the names of objects and the clock come from the org`() async throws {
        let org = try RecordedOrg([
            "GET /query": [.json(#"{"totalSize":1234,"done":true,"records":[]}"#)],
            "GET /sobjects": [.json(try Fixture.text("salesforce/Global.json"))],
        ])
        let connector = org.connector()
        #expect(try await connector.count("SELECT count() FROM Account") == 1234)
        #expect(try await connector.objectNames() == ["Account", "Contact", "UserLicense", "WorkOrder"])
        #expect(try await connector.serverTime() == Instant(iso8601: "2026-05-13T08:49:37.999Z"))
    }

    @Test func `a recorded describe is read with its types, lengths and rights`() async throws {
        let modified = "Tue, 12 May 2026 10:00:00 GMT"
        let org = try RecordedOrg([
            "GET /sobjects/Account/describe": [
                .json(try Fixture.text("salesforce/Account.describe.json"), headers: [("Last-Modified", modified)]),
                .init(status: 304),
            ],
            "GET /sobjects/Custom__c/describe": [.json(try Fixture.text("salesforce/Custom.describe.json"))],
        ])
        let connector = org.connector()
        let account = try await connector.describe("Account")
        #expect(account.name == "Account")
        #expect(account.keyPrefix == "001")
        #expect(account.fields.count == 13)
        let name = try #require(account.field("name"))
        #expect((name.type, name.length, name.isNillable) == (.string, 255, false))
        #expect(account.field("BillingAddress")?.type == .other("address"))
        #expect(account.field("OwnerId")?.referenceTo == ["User"])
        #expect(account.field("SystemModstamp")?.isUpdateable == false)
        #expect(account.field("AnnualRevenue").map { [$0.precision, $0.scale] } == [18, 0])
        #expect(account.field("Industry")?.picklistValues.count == 3)
        #expect(try await connector.describe("Account") == account)
        #expect(org.requests("GET /sobjects/Account/describe")[1].headers["if-modified-since"] == modified)
        #expect(try await connector.describe("Custom__c").field("CustomField__c")?.isCustom == true)
    }

    @Test func `present values are read by ids in the body, and what is gone is left out`() async throws {
        let org = try RecordedOrg([
            "POST /composite/sobjects/Account": [
                .json(#"[{"attributes":{"type":"Account"},"Id":"001x00000000001AAA","PX_MAU__c":12.0},null]"#)
            ]
        ])
        let rows = try await org.connector().retrieve(
            object: "Account", ids: ["001x00000000001AAA", "001x00000000002AAA"], fields: ["Id", "PX_MAU__c"])
        #expect(rows.rows == [["001x00000000001AAA", "12.0"]])
        #expect(
            org.requests("POST /composite/sobjects/Account")[0].text
                == #"{"fields":["Id","PX_MAU__c"],"ids":["001x00000000001AAA","001x00000000002AAA"]}"#)
    }
}
