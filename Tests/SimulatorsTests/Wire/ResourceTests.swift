import Foundation
import Simulators
import Testing

/// Resources beside records and queries: files, layouts, the explanation of a query.
@Suite struct ResourceTests {
    private static let root = "/services/data/v62.0"

    @Test func `a file is written as base64, named by its address, and read as bytes`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let account = try #require(try await session.insertAccounts(1).first)
            let bytes = Data([0, 255, 10, 13, 34])
            let created = try await session.send(
                "POST", "\(Self.root)/sobjects/Attachment",
                body: "{\"Name\":\"a.bin\",\"ParentId\":\"\(account)\",\"Body\":\"\(bytes.base64EncodedString())\"}")
            let id = try #require(created.json["id"]?.text)
            let address = "\(Self.root)/sobjects/Attachment/\(id)/Body"
            let record = try await session.query("SELECT Body FROM Attachment").json["records"]?.list?.first
            #expect(record?["Body"]?.text == address)
            let file = try await session.get(address)
            #expect(file.status == 200 && file.body == bytes)
            #expect(file.header("Content-Type") == "application/octet-stream")
            let nowhere = try await session.get("\(Self.root)/sobjects/Attachment/00P5g000000ZZZZAAA/Body")
            #expect(nowhere.status == 404)
        }
    }

    @Test func `a text that is no base64 makes no file`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                "POST", "\(Self.root)/sobjects/Attachment", body: #"{"Name":"a","ParentId":null,"Body":"%%"}"#)
            #expect(reply.status == 400 && reply.json.list?.first?["errorCode"]?.text == "JSON_PARSER_ERROR")
        }
    }

    @Test(arguments: [
        ("Name = 'Account 1'", "Index", ["Name"], 1),
        ("External_ID__c IN ('E-1','E-2')", "Index", ["External_ID__c"], 2),
        ("Industry = 'Energy' AND Site = null", "TableScan", [], 0), ("Name LIKE 'Account%'", "TableScan", [], 10),
    ])
    func `a query is explained by the index it can use`(
        condition: String, operation: String, fields: [String], cardinality: Int
    ) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(10)
            let soql = "SELECT Id FROM Account WHERE \(condition)"
            let reply = try await session.get("\(Self.root)/query/?explain=\(WireClient.encoded(soql))")
            let plan = try #require(reply.json["plans"]?.list?.first)
            #expect(reply.json["sourceQuery"]?.text == soql)
            #expect(plan["leadingOperationType"]?.text == operation)
            #expect(plan["fields"]?.list?.compactMap(\.text) == fields)
            #expect(plan["cardinality"]?.integer == cardinality && plan["sobjectCardinality"]?.integer == 10)
        }
    }

    @Test(arguments: [
        ("quickActions", "[]"), ("sobjects/Account/quickActions", "[]"), ("tabs", "[]"),
        ("theme", #"{"themeItems":[]}"#),
        ("sobjects/Account/describe/approvalLayouts", #"{"approvalLayouts":[]}"#),
        ("support", #"{"knowledgeArticles":"/services/data/v62.0/support/knowledgeArticles"}"#),
        (
            "tooling",
            #"{"query":"/services/data/v62.0/tooling/query","sobjects":"/services/data/v62.0/tooling/sobjects"}"#
        ),
    ])
    func `what the organisation has none of is an empty list`(path: String, body: String) async throws {
        try await withSimulator { client in
            let reply = try await client.loggedIn().get("\(Self.root)/\(path)")
            #expect(reply.status == 200 && reply.text == body)
        }
    }

    @Test func `a layout shows the fields that can be written, and where they are required`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let describe = "\(Self.root)/sobjects/Contact/describe"
            let all = try await session.get("\(describe)/layouts").json
            let one = try await session.get("\(describe)/layouts/012000000000000AAA").json
            #expect(all["layouts"]?.list?.first == one)
            let sections = one["editLayoutSections"]?.list ?? []
            let items = sections.flatMap { $0["layoutRows"]?.list ?? [] }.flatMap { $0["layoutItems"]?.list ?? [] }
            let name = try #require(items.first { $0["label"]?.text == "Full Name" })
            let component = try #require(name["layoutComponents"]?.list?.first)
            #expect(name["required"]?.flag == true && component["value"]?.text == "Name")
            #expect(component["components"]?.list?.compactMap { $0["value"]?.text }.contains("LastName") == true)
            let compact = try await session.get("\(describe)/compactLayouts").json
            #expect(compact["compactLayouts"]?.list?.first?["name"]?.text == "SYSTEM")
            let unknown = try await session.get("\(describe)/layouts/012000000000001AAA")
            #expect(unknown.status == 404)
        }
    }

    @Test(arguments: ["Product2", "PricebookEntry", "OpportunityLineItem", "UserRole", "Order", "Contract", "Asset"])
    func `what connectors read beside accounts is there`(object: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let fields = try await session.get("\(Self.root)/sobjects/\(object)/describe").json["fields"]?.list ?? []
            let names = fields.filter { $0["type"]?.text != "address" }.compactMap { $0["name"]?.text }
            let reply = try await session.query("SELECT \(names.joined(separator: ",")) FROM \(object)")
            #expect(reply.status == 200 && names.count > 8)
        }
    }
}
