import Simulators
import Testing

@Suite struct ClassicBulkTests {
    private static let root = "/services/async/61.0/job"

    @Test func `a JSON job writes rows and reads them with epoch dates`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let json = ["X-SFDC-Session": session.token ?? "", "Content-Type": "application/json"]
            func run(_ operation: String, _ batch: String) async throws -> JSONValue {
                let job = try await client.send(
                    "POST", Self.root,
                    body: "{\"operation\":\"\(operation)\",\"object\":\"Account\",\"contentType\":\"JSON\"}",
                    headers: json)
                #expect(job.status == 201 && job.json["state"] == "Open")
                #expect(job.header("Content-Type") == "application/json")
                let id = job.json["id"]?.text ?? ""
                let added = try await client.send("POST", "\(Self.root)/\(id)/batch", body: batch, headers: json)
                let batchID = added.json["id"]?.text ?? ""
                #expect(added.status == 201 && added.json["state"] == "Queued" && batchID.hasPrefix("751"))
                let closed = try await client.send(
                    "POST", "\(Self.root)/\(id)", body: "{\"state\":\"Closed\"}", headers: json)
                #expect(closed.json["state"] == "Closed")
                let again = try await client.send(
                    "POST", "\(Self.root)/\(id)", body: "{\"state\":\"Closed\"}", headers: json)
                #expect(again.json["exceptionMessage"] == "Closing already closed Job not allowed")
                var state = ""
                while state != "Completed" && state != "Failed" {
                    state =
                        try await client.get("\(Self.root)/\(id)/batch/\(batchID)", headers: json).json["state"]?.text
                        ?? "Failed"
                }
                let result = try await client.get("\(Self.root)/\(id)/batch/\(batchID)/result", headers: json)
                guard operation == "query", let page = result.json.list?.first?.text else { return result.json }
                return try await client.get("\(Self.root)/\(id)/batch/\(batchID)/result/\(page)", headers: json).json
            }
            let inserted = try await run("insert", "[{\"Name\":\"A\"},{\"Industry\":\"Energy\"}]")
            #expect(inserted.list?.map { $0["success"] } == [true, false])
            #expect(inserted.list?.map { $0["created"] } == [true, false])
            #expect(inserted.list?[1]["errors"]?.list?.first?["statusCode"] == "REQUIRED_FIELD_MISSING")
            let rows = try await run("query", "SELECT Id, Name, CreatedDate FROM Account")
            #expect(rows.list?.first?["Name"] == "A")
            #expect((rows.list?.first?["CreatedDate"]?.integer ?? 0) > 1_700_000_000_000)
        }
    }

    @Test(arguments: [
        ("insert", "Name,Site\nA,x\n,y\n", ["true", "false"]),
        ("upsert", "Name,External_ID__c\nA,E-0\nB,E-new\n", ["true", "true"]),
        ("insert", "Name\n" + String(repeating: "A\n", count: 10_001), []),
    ])
    func `a CSV batch writes rows and tells of each`(operation: String, csv: String, successes: [String]) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(1)
            let token = ["X-SFDC-Session": session.token ?? ""]
            let job = try await client.send(
                "POST", Self.root,
                body: """
                    {"operation":"\(operation)","object":"Account","contentType":"CSV","externalIdFieldName":"External_ID__c"}
                    """, headers: token.merging(["Content-Type": "application/json"]) { $1 })
            let path = "\(Self.root)/\(try #require(job.json["id"]?.text))/batch"
            let added = try await client.send(
                "POST", path, body: csv, headers: token.merging(["Content-Type": "text/csv"]) { $1 })
            let batch = try #require(added.text.firstMatch(of: /<id>(\w+)<\/id>/)?.output.1)
            var info = ""
            while !info.contains("<state>Completed") && !info.contains("<state>Failed") {
                info = try await client.get("\(path)/\(batch)", headers: token).text
            }
            #expect(info.contains(/<createdDate>[\d-]+T[\d:.]+Z<\/createdDate>/))
            guard !successes.isEmpty else {
                #expect(info.contains("Records exceed the limit"))
                return
            }
            let rows = try await client.get("\(path)/\(batch)/result", headers: token).text.split(separator: "\n")
            #expect(rows.first == "\"Id\",\"Success\",\"Created\",\"Error\"")
            #expect(rows.dropFirst().map { $0.split(separator: ",")[1] } == successes.map { "\"\($0)\"" })
        }
    }

    @Test func `a CSV job answers its batches in XML`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(2)
            let token = ["X-SFDC-Session": session.token ?? ""]
            let job = try await client.send(
                "POST", Self.root,
                body: """
                    <jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>query</operation>\
                    <object>Account</object><contentType>CSV</contentType></jobInfo>
                    """, headers: token.merging(["Content-Type": "application/xml"]) { $1 })
            #expect(job.status == 201 && job.text.contains("<jobInfo xmlns="))
            let names = job.text.matches(of: /<(\w+)>/).map { String($0.output.1) }
            #expect(names.prefix(6) == ["id", "operation", "object", "createdById", "createdDate", "systemModstamp"])
            #expect(names.last == "apexProcessingTime")
            let id = try #require(job.text.firstMatch(of: /<id>(\w+)<\/id>/)?.output.1)
            let added = try await client.send(
                "POST", "\(Self.root)/\(id)/batch", body: "SELECT Name FROM Account ORDER BY Name",
                headers: token.merging(["Content-Type": "text/csv"]) { $1 })
            let batch = try #require(added.text.firstMatch(of: /<id>(\w+)<\/id>/)?.output.1)
            let list = try await client.get("\(Self.root)/\(id)/batch/\(batch)/result", headers: token)
            let page = try #require(list.text.firstMatch(of: /<result>(\w+)<\/result>/)?.output.1)
            let rows = try await client.get("\(Self.root)/\(id)/batch/\(batch)/result/\(page)", headers: token)
            #expect(rows.text == "\"Name\"\n\"Account 0\"\n\"Account 1\"\n")
        }
    }

    @Test func `an XML job takes, tells and reads its records in XML`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(1)
            let namespace = "xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\""
            let inserted = try await session.classicBatch(
                "insert", "Contact", "XML",
                """
                <sObjects \(namespace) xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <sObject><LastName>A &amp; B</LastName><Phone xsi:nil="true"/>
                    <Account><sObject><External_ID__c>E-0</External_ID__c></sObject></Account></sObject>
                  <sObject><FirstName>C</FirstName></sObject>
                </sObjects>
                """
            ).result.text
            #expect(inserted.contains(/<results xmlns="[^"]+"><result><id>003\w{15}<\/id><success>true/))
            #expect(inserted.contains("<statusCode>REQUIRED_FIELD_MISSING</statusCode>"))
            let list = try await session.classicBatch(
                "query", "Contact", "XML", "SELECT LastName, Phone, CreatedDate, Account.Name FROM Contact")
            let page = try #require(list.result.text.firstMatch(of: /<result>(\w+)<\/result>/)?.output.1)
            let rows = try await session.get(
                "\(list.path)/\(page)", headers: ["X-SFDC-Session": session.token ?? ""]
            ).text
            #expect(rows.contains("<records xsi:type=\"sObject\"><type>Contact</type><LastName>A &amp; B</LastName>"))
            #expect(rows.contains("<Phone xsi:nil=\"true\"/>"))
            #expect(rows.contains(/<CreatedDate>[\d-]+T[\d:.]+Z<\/CreatedDate>/))
            #expect(rows.contains("<Account xsi:type=\"sObject\"><type>Account</type><Name>Account 0</Name></Account>"))
        }
    }

    @Test(arguments: [
        ("SELECT Id FROM Contact", "INVALID_TYPE_FOR_OPERATION: The root entity of the requested query (Contact)"),
        ("SELECT Nope FROM Account", "INVALID_FIELD: "),
    ])
    func `a query that cannot be run fails its batch with the reason`(soql: String, reason: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let failed = try await session.classicBatch("query", "Account", "JSON", soql)
            let info = try await Self.info(of: failed.path, session)
            #expect(info.json["stateMessage"]?.text?.contains("Failed to process query: \(reason)") == true)
            #expect(failed.result.json["exceptionMessage"] == "Records not processed")
        }
    }

    @Test(arguments: ["Name\n\"unclosed\n", "\"Name\na\n", "Name\na\"b\n", "Name\na,b\n"])
    func `a batch that is no CSV fails and writes nothing`(csv: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let failed = try await session.classicBatch("insert", "Account", "CSV", csv)
            let info = try await Self.info(of: failed.path, session)
            #expect(info.text.contains("<stateMessage>InvalidBatch : Failed to parse CSV. "), "\(info.text)")
            #expect(failed.result.text.contains("Records not processed"))
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
        }
    }

    @Test func `a failed update tells its id, a failed insert none`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let id = try #require(try await session.insertAccounts(1).first)
            let name = String(repeating: "x", count: 300)
            let updated = try await session.classicBatch(
                "update", "Account", "JSON", "[{\"Id\":\"\(id)\",\"Name\":\"\(name)\"}]")
            let inserted = try await session.classicBatch("insert", "Account", "JSON", "[{\"Name\":\"\(name)\"}]")
            #expect(updated.result.json.list?.first?["id"] == .text(id))
            #expect(updated.result.json.list?.first?["created"] == false)
            #expect(inserted.result.json.list?.first?["id"] == .null)
        }
    }

    @Test func `a batch of nothing is refused`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let headers = ["X-SFDC-Session": session.token ?? "", "Content-Type": "application/json"]
            let jobs = "/services/async/61.0/job"
            let job = try await session.send(
                "POST", jobs, body: #"{"operation":"insert","object":"Account","contentType":"CSV"}"#, headers: headers)
            let id = job.json["id"]?.text ?? ""
            let reply = try await session.send("POST", "\(jobs)/\(id)/batch", body: "\n", headers: headers)
            #expect(reply.status == 400)
            #expect(
                reply.json
                    == .members([
                        "exceptionCode": "ClientInputError",
                        "exceptionMessage": "Unable to find any data to create batch",
                    ]))
        }
    }

    /// The batch that a result's address belongs to.
    private static func info(of result: String, _ session: WireClient) async throws -> WireClient.Reply {
        try await session.get(
            String(result.dropLast("/result".count)), headers: ["X-SFDC-Session": session.token ?? ""])
    }

    @Test func `a dead session and an unknown job are exceptions of their own shape`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let dead = try await client.get("\(Self.root)/x", headers: ["X-SFDC-Session": "dead"])
            let unknown = try await client.get(
                "\(Self.root)/x", headers: ["X-SFDC-Session": session.token ?? "", "Content-Type": "application/json"])
            #expect(dead.status == 400 && dead.text.contains("<exceptionCode>InvalidSessionId</exceptionCode>"))
            #expect(unknown.status == 400 && unknown.json["exceptionCode"] == "InvalidJob")
        }
    }

    @Test(arguments: [
        ("chunkSize=2", "SELECT Id FROM Account", [2, 2, 1]), ("true", "SELECT Id FROM Account", [5]),
        ("chunkSize=2;", "select Id from Account where Name != 'Account 1'", [1, 2, 1]),
        ("false", "SELECT Id FROM Account", nil), ("TRUE; chunkSize=2", "SELECT Id FROM Account LIMIT 3", nil),
    ])
    func `a query is cut by ranges of ids into batches of their own`(
        header: String, soql: String, counts: [Int]?
    ) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(5)
            let json = ["X-SFDC-Session": session.token ?? "", "Content-Type": "application/json"]
            let job = try await client.send(
                "POST", Self.root, body: #"{"operation":"query","object":"Account","contentType":"JSON"}"#,
                headers: json.merging(["Sforce-Enable-PKChunking": header]) { $1 })
            let id = job.json["id"]?.text ?? ""
            let added = try await client.send("POST", "\(Self.root)/\(id)/batch", body: soql, headers: json)
            #expect(added.json["state"] == "Queued")
            func batches() async throws -> [JSONValue] {
                try await client.get("\(Self.root)/\(id)/batch", headers: json).json["batchInfo"]?.list ?? []
            }
            var found = try await batches()
            while found.contains(where: { ["Queued", "InProgress"].contains($0["state"]) }) {
                found = try await batches()
            }
            guard let counts else {
                #expect(found.map { $0["state"] } == ["Completed"])
                return
            }
            #expect(found.map { $0["state"] } == ["NotProcessed"] + counts.map { _ in "Completed" })
            #expect(found.dropFirst().map { $0["numberRecordsProcessed"]?.integer } == counts)
            #expect(found.first?["id"] == added.json["id"])
            let last = found.last?["id"]?.text ?? ""
            let request = try await client.get("\(Self.root)/\(id)/batch/\(last)/request", headers: json).text
            #expect(request.hasPrefix(String(soql.prefix(22))) && request.contains("Id >= '001"))
            let results = try await client.get("\(Self.root)/\(id)/batch/\(last)/result", headers: json).json
            let page = results.list?.first?.text ?? ""
            let rows = try await client.get("\(Self.root)/\(id)/batch/\(last)/result/\(page)", headers: json).json
            #expect(rows.list?.count == counts.last)
        }
    }
}
