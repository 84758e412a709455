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

    @Test func `files come as parts of a form, one with a record or several with a collection`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let account = try #require(try await session.insertAccounts(1).first)
            let form = ["Content-Type": "multipart/form-data; boundary=cut"]
            func part(_ name: String, _ content: [UInt8]) -> [UInt8] {
                Array("--cut\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"x\"\r\n\r\n".utf8)
                    + content
                    + Array("\r\n".utf8)
            }
            let end = Array("--cut--\r\n".utf8)
            let record = "{\"Name\":\"a\",\"ParentId\":\"\(account)\"}"
            let one = try await session.send(
                "POST", "\(Self.root)/sobjects/Attachment",
                data: Data(part("entity_document", Array(record.utf8)) + part("Body", [0, 13, 10, 255]) + end),
                headers: form)
            #expect(one.status == 201)
            let id = one.json["id"]?.text ?? ""
            let first = try await session.get("\(Self.root)/sobjects/Attachment/\(id)/Body")
            #expect(first.body == Data([0, 13, 10, 255]))
            let attributes = #"{"type":"Attachment","binaryPartName":"p0","binaryPartNameAlias":"Body"}"#
            let collection = "{\"records\":[{\"attributes\":\(attributes),\"Name\":\"b\",\"ParentId\":\"\(account)\"}]}"
            let several = try await session.send(
                "POST", "\(Self.root)/composite/sobjects",
                data: Data(part("collection", Array(collection.utf8)) + part("p0", [7]) + end), headers: form)
            let other = several.json.list?.first?["id"]?.text ?? ""
            #expect(try await session.get("\(Self.root)/sobjects/Attachment/\(other)/Body").body == Data([7]))
            let empty = try await session.send(
                "POST", "\(Self.root)/sobjects/Attachment", data: Data(end), headers: form)
            #expect(empty.status == 400 && empty.json.list?.first?["errorCode"] == "INVALID_MULTIPART_REQUEST")
        }
    }

    @Test func `a version of a file brings its document and links along`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let account = try #require(try await session.insertAccounts(1).first)
            func rows(_ soql: String) async throws -> [JSONValue] {
                try await session.query(soql).json["records"]?.list ?? []
            }
            let first = try await session.send(
                "POST", "\(Self.root)/sobjects/ContentVersion",
                body: """
                    {"PathOnClient":"offers/Offer 1.pdf","VersionData":"AP8K","FirstPublishLocationId":"\(account)"}
                    """)
            #expect(first.status == 201)
            let version = try #require(
                try await rows(
                    """
                    SELECT Id, Title, FileExtension, FileType, ContentSize, VersionNumber, IsLatest, ContentDocumentId, \
                    ContentDocument.LatestPublishedVersion.VersionData, VersionData FROM ContentVersion
                    """
                ).first)
            #expect(version["Title"] == "Offer 1" && version["FileExtension"] == "pdf" && version["FileType"] == "PDF")
            #expect(version["ContentSize"] == 3 && version["VersionNumber"] == "1" && version["IsLatest"] == true)
            let address = try #require(
                version["ContentDocument"]?["LatestPublishedVersion"]?["VersionData"]?.text)
            #expect(try await session.get(address).body == Data([0, 255, 10]))
            let document = version["ContentDocumentId"]?.text ?? ""
            let links = try await rows(
                "SELECT LinkedEntityId, ShareType FROM ContentDocumentLink WHERE ContentDocumentId = '\(document)'")
            #expect(links.compactMap { $0["ShareType"]?.text } == ["I", "V"])
            #expect(links.last?["LinkedEntityId"]?.text == account)
            let again = try await session.send(
                "POST", "\(Self.root)/sobjects/ContentDocumentLink",
                body: #"{"ContentDocumentId":"\#(document)","LinkedEntityId":"\#(account)"}"#)
            #expect(
                again.json.list?.first?["message"]?.text
                    == "Document with ID: \(document.prefix(15)) is already linked with the entity with ID: \(account.prefix(15))"
            )
            let second = try await session.send(
                "POST", "\(Self.root)/sobjects/ContentVersion",
                body: """
                    {"Title":"Offer","PathOnClient":"o.txt","VersionData":"AA==","ContentDocumentId":"\(document)"}
                    """)
            #expect(second.status == 201)
            let versions = try await rows("SELECT VersionNumber, IsLatest FROM ContentVersion ORDER BY VersionNumber")
            #expect(versions.compactMap { $0["VersionNumber"]?.text } == ["1", "2"])
            #expect(versions.compactMap { $0["IsLatest"]?.flag } == [false, true])
            #expect(try await rows("SELECT Title FROM ContentDocument").first?["Title"] == "Offer")
            let all = try await session.query("SELECT Id FROM ContentDocumentLink")
            #expect(all.status == 400 && all.json.list?.first?["errorCode"] == "MALFORMED_QUERY")
            #expect(try await session.get("\(Self.root)/search?q=FIND+{Offer}").status == 200)
            let made = try await session.send(
                "POST", "\(Self.root)/sobjects/ContentDocument", body: #"{"Title":"x"}"#)
            #expect(made.status == 400)
            let gone = try await session.send("DELETE", "\(Self.root)/sobjects/ContentDocument/\(document)", data: nil)
            #expect(gone.status == 204)
            #expect(try await rows("SELECT Id FROM ContentVersion").isEmpty)
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

    @Test func `the Tooling API answers queries at length, and names its own addresses`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let soql = "SELECT+QualifiedApiName+FROM+EntityDefinition+WHERE+QualifiedApiName='Account'"
            let tooling = try await session.get("\(Self.root)/tooling/query/?q=\(soql)").json
            #expect(tooling["size"] == 1 && tooling["totalSize"] == 1 && tooling["done"] == true)
            #expect(tooling["queryLocator"] == .null && tooling["entityTypeName"] == "EntityDefinition")
            let record = tooling["records"]?.list?.first
            #expect(
                record?["attributes"]?["url"]?.text == "\(Self.root)/tooling/sobjects/EntityDefinition/Account")
            let plain = try await session.get("\(Self.root)/query/?q=\(soql)").json
            #expect(plain["size"] == nil && plain["records"]?.list?.first?["QualifiedApiName"] == "Account")
            try await session.insertAccounts(300)
            let first = try await session.get(
                "\(Self.root)/tooling/query?q=SELECT+Id+FROM+Account",
                headers: ["Sforce-Query-Options": "batchSize=200"]
            ).json
            let next = try #require(first["nextRecordsUrl"]?.text)
            #expect(next.hasPrefix("\(Self.root)/tooling/query/01g") && first["queryLocator"]?.text == next)
            #expect(first["size"] == 200 && first["totalSize"] == 300)
            #expect(try await session.get(next).json["size"] == 100)
        }
    }

    @Test func `the objects that tell of the schema are described like others`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let tooling = try await session.get("\(Self.root)/tooling/sobjects/EntityParticle/describe").json
            let fields = tooling["fields"]?.list?.compactMap { $0["name"]?.text } ?? []
            #expect(tooling["label"] == "Entity Particle" && tooling["queryable"] == true)
            let soql = "SELECT+\(fields.joined(separator: ","))+FROM+EntityParticle+WHERE+EntityDefinitionId='Account'"
            let rows = try await session.get("\(Self.root)/tooling/query?q=\(soql)")
            #expect(rows.status == 200 && fields.count > 50)
            #expect(try await session.get("\(Self.root)/sobjects/EntityDefinition/describe").status == 200)
            #expect(try await session.get("\(Self.root)/sobjects/CustomField/describe").status == 404)
        }
    }
}
