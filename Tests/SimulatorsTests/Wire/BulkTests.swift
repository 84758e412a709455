import Foundation
import Simulators
import Testing

@Suite struct BulkTests {
    private static let jobs = "/services/data/v62.0/jobs"

    @Test func `an ingest job is created, filled once, closed and worked off`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let created = try await session.send(
                "POST", "\(Self.jobs)/ingest",
                body: "{\"object\":\"account\",\"operation\":\"insert\",\"contentType\":\"CSV\",\"lineEnding\":\"LF\"}")
            let id = try #require(created.json["id"]?.text)
            #expect(created.status == 200 && created.json["state"] == "Open" && created.json["object"] == "Account")
            #expect(created.json["apiVersion"] == .number("62.0"))
            #expect(created.json["contentUrl"]?.text == "services/data/v62.0/jobs/ingest/\(id)/batches")
            #expect(id.hasPrefix("750") && id.count == 18)

            let csv = ["Content-Type": "text/csv"]
            let upload = try await session.send(
                "PUT", "\(Self.jobs)/ingest/\(id)/batches", body: "Name\nOne\n\"Two, \"\"2\"\"\"\n", headers: csv)
            let again = try await session.send(
                "PUT", "\(Self.jobs)/ingest/\(id)/batches", body: "Name\nX\n", headers: csv)
            #expect(upload.status == 201 && upload.body.isEmpty)
            #expect(again.status == 400)
            let early = try await session.get("\(Self.jobs)/ingest/\(id)/successfulResults")
            #expect(early.status == 400)

            let closed = try await session.send(
                "PATCH", "\(Self.jobs)/ingest/\(id)", body: "{\"state\":\"UploadComplete\"}")
            #expect(closed.status == 200 && closed.json["state"] == "UploadComplete")
            let done = try await session.ended("ingest", id)
            #expect(done["state"] == "JobComplete" && done["jobType"] == "V2Ingest")
            #expect(done["numberRecordsProcessed"] == 2 && done["numberRecordsFailed"] == 0)
            let names = try await session.query("SELECT Name FROM Account ORDER BY Name")
            #expect(names.json["records"]?.list?.map { $0["Name"] } == ["One", "Two, \"2\""])

            let deleted = try await session.send("DELETE", "\(Self.jobs)/ingest/\(id)", data: nil)
            let gone = try await session.get("\(Self.jobs)/ingest/\(id)")
            #expect(deleted.status == 204 && gone.status == 404)
        }
    }

    @Test func `a job is deleted before it is worked off and after it has ended, and not meanwhile`() async throws {
        var options = SalesforceSimulator.Options.quick
        options.bulkPace = .seconds(600)
        try await withSimulator(options) { client in
            let session = try await client.loggedIn()
            func deleted(_ address: String) async throws -> [String] {
                let reply = try await session.send("DELETE", address, data: nil)
                let fault = reply.json.list?.first
                return [String(reply.status), fault?["errorCode"]?.text ?? "", fault?["message"]?.text ?? ""]
            }
            let refusal = "Error encountered when deleting the job because the job is not terminated"
            let ingest = try await session.send(
                "POST", "\(Self.jobs)/ingest", body: #"{"object":"Account","operation":"insert"}"#)
            let address = "\(Self.jobs)/ingest/\(ingest.json["id"]?.text ?? "")"
            #expect(try await deleted(address) == ["400", "API_ERROR", refusal])
            _ = try await session.send("PATCH", address, body: #"{"state":"UploadComplete"}"#)
            #expect(try await deleted(address) == ["204", "", ""])
            let query = try await session.send(
                "POST", "\(Self.jobs)/query", body: #"{"operation":"query","query":"SELECT Id FROM Account"}"#)
            let job = "\(Self.jobs)/query/\(query.json["id"]?.text ?? "")"
            #expect(try await deleted(job) == ["400", "API_ERROR", refusal])
            _ = try await session.send("PATCH", job, body: #"{"state":"Aborted"}"#)
            #expect(try await deleted(job) == ["204", "", ""])
        }
    }

    @Test func `failed rows come back with the reason and no id, and the job is complete all the same`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let (id, info) = try await session.ingest(
                "insert", "Account", "Name,Industry\nGood,Energy\n,Banking\n")
            #expect(info["state"] == "JobComplete")
            #expect(info["numberRecordsProcessed"] == 2 && info["numberRecordsFailed"] == 1)
            let failed = try await session.get("\(Self.jobs)/ingest/\(id)/failedResults/")
            #expect(
                failed.text == """
                    "sf__Id","sf__Error",Name,Industry
                    "","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --",,Banking

                    """)
            let good = try await session.get("\(Self.jobs)/ingest/\(id)/successfulResults")
            #expect(good.text.hasPrefix("\"sf__Id\",\"sf__Created\",Name,Industry\n\"001"))
            #expect(good.text.hasSuffix("\",\"true\",Good,Energy\n"))
            let rest = try await session.get("\(Self.jobs)/ingest/\(id)/unprocessedrecords")
            #expect(rest.text == "Name,Industry\n")
        }
    }

    @Test func `an empty cell keeps, and a cell of hash N A clears`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(1)
            _ = try await session.ingest("update", "Account", "Id,Industry,Website\n\(ids[0]),Energy,a.example\n")
            _ = try await session.ingest("update", "Account", "Id,Industry,Website\n\(ids[0]),,#N/A\n")
            let row = try await session.query("SELECT Industry, Website FROM Account")
            let record = row.json["records"]?.list?.first
            #expect(record?["Industry"] == "Energy" && record?["Website"] == .null)
        }
    }

    @Test func `failed updates carry their id since version 53`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(1)
            let csv = "Id,Name\n\(ids[0]),\(String(repeating: "x", count: 300))\n"
            for (version, shown) in [("62.0", ids[0]), ("52.0", "")] {
                let (id, _) = try await session.ingest("update", "Account", csv, version: version)
                let failed = try await session.get("/services/data/v\(version)/jobs/ingest/\(id)/failedResults")
                let line = failed.text.split(separator: "\n").last ?? ""
                #expect(line.hasPrefix("\"\(shown)\",\"STRING_TOO_LONG:"))
            }
        }
    }

    @Test(
        arguments: [
            ("Name,Nope\nA,B\n", "LF", "InvalidBatch : Field name not found : Nope"),
            (
                "Name\r\nA\r\n", "LF",
                "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"
            ),
            (
                "Name\nA\n", "CRLF",
                "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF"
            ),
        ])
    func `a file that does not fit fails the job as a whole`(
        csv: String, lineEnding: String, message: String
    ) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let (_, info) = try await session.ingest(
                "insert", "Account", csv, more: ",\"lineEnding\":\"\(lineEnding)\"")
            #expect(info["state"] == "Failed" && info["errorMessage"]?.text == message)
            #expect(info["numberRecordsProcessed"] == 0)
        }
    }

    @Test(arguments: [
        ("Name\n\"unclosed\n", "EOF reached before closing an opened quote", nil),
        ("Name,Industry\na,\"b\n", "EOF reached before closing an opened quote", nil),
        ("\"Name\na\n", "EOF reached before closing an opened quote", ""),
        ("Name\nfirst\na\"b\n", "Found unescaped quote. A value with quote should be within a quote", nil),
        ("Name\n\"a\" \n", "Not expecting more text after end quote", nil),
        ("Name\nfirst\na,b\n", "Found more values than columns.", nil),
    ])
    func `an upload that is no CSV fails the job, writes nothing and harms nobody`(
        csv: String, reason: String, rest: String?
    ) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let (id, info) = try await session.ingest("insert", "Account", csv)
            #expect(info["state"] == "Failed" && info["numberRecordsProcessed"] == 0)
            #expect(info["errorMessage"]?.text == "InvalidBatch : Failed to parse CSV. \(reason)")
            for kind in ["successfulResults", "failedResults"] {
                let rows = try await session.get("\(Self.jobs)/ingest/\(id)/\(kind)")
                #expect(rows.status == 200 && rows.text.split(separator: "\n").count <= 1)
            }
            let unprocessed = try await session.get("\(Self.jobs)/ingest/\(id)/unprocessedrecords")
            #expect(unprocessed.status == 200 && unprocessed.text == rest ?? csv)
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
        }
    }

    @Test func `a bad row spoils its batch of ten thousand and none before it`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let names = (0..<10_001).map { "A\($0)\n" }.joined()
            let (id, info) = try await session.ingest("insert", "Account", "Name\n\(names)\"unclosed\n")
            #expect(info["state"] == "Failed" && info["numberRecordsProcessed"] == 10_000)
            let good = try await session.get("\(Self.jobs)/ingest/\(id)/successfulResults")
            #expect(good.text.split(separator: "\n").count == 10_001)
            let rest = try await session.get("\(Self.jobs)/ingest/\(id)/unprocessedrecords")
            #expect(rest.text == "Name\nA10000\n\"unclosed\n")
        }
    }

    @Test(
        arguments: [
            ("COMMA", ","), ("TAB", "\t"), ("PIPE", "|"), ("SEMICOLON", ";"), ("CARET", "^"), ("BACKQUOTE", "`"),
        ])
    func `every delimiter and line ending goes in and comes out`(name: String, mark: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let settings = ",\"columnDelimiter\":\"\(name)\",\"lineEnding\":\"CRLF\""
            let (id, info) = try await session.ingest(
                "insert", "Account", "Name\(mark)Industry\r\n\"A\(mark)B\"\(mark)Energy\r\n", more: settings)
            #expect(info["numberRecordsFailed"] == 0 && info["numberRecordsProcessed"] == 1)
            let good = try await session.get("\(Self.jobs)/ingest/\(id)/successfulResults")
            #expect(good.text.hasSuffix("\(mark)\"true\"\(mark)\"A\(mark)B\"\(mark)Energy\r\n"))
            let job = try await session.finishedQuery("SELECT Name, Industry FROM Account", more: settings)
            let results = try await session.get("\(Self.jobs)/query/\(job)/results")
            #expect(results.text == "\"Name\"\(mark)\"Industry\"\r\n\"A\(mark)B\"\(mark)\"Energy\"\r\n")
        }
    }

    @Test func `one multipart call creates, fills and closes a job`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let body = """
                --BOUNDARY\r
                Content-Type: application/json\r
                Content-Disposition: form-data; name="job"\r
                \r
                {"object":"Account","operation":"insert","contentType":"CSV"}\r
                --BOUNDARY\r
                Content-Type: text/csv\r
                Content-Disposition: form-data; name="content"; filename="content"\r
                \r
                Name
                Multi
                \r
                --BOUNDARY--\r

                """
            let created = try await session.send(
                "POST", "\(Self.jobs)/ingest", body: body,
                headers: ["Content-Type": "multipart/form-data; boundary=BOUNDARY"])
            #expect(created.status == 200 && created.json["state"] == "UploadComplete")
            let done = try await session.ended("ingest", try #require(created.json["id"]?.text))
            #expect(done["numberRecordsProcessed"] == 1 && done["numberRecordsFailed"] == 0)
        }
    }

    @Test func `letters that grow when they are made small do no harm in a part's headers`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let body = "--B\r\nX: \(String(repeating: "İ", count: 300)); name=x\r\n\r\nx\r\n--B--\r\n"
            let reply = try await session.send(
                "POST", "\(Self.jobs)/ingest", body: body, headers: ["Content-Type": "multipart/form-data; BOUNDARY=B"])
            #expect(reply.status == 400 && reply.text.contains("The parts job and content must be given."))
        }
    }

    @Test func `an aborted job writes nothing and leaves its rows unprocessed`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let id = try await session.openJob("insert", "Account", "Name\nA\nB\n")
            let aborted = try await session.send(
                "PATCH", "\(Self.jobs)/ingest/\(id)", body: "{\"state\":\"Aborted\"}")
            #expect(aborted.json["state"] == "Aborted")
            let rest = try await session.get("\(Self.jobs)/ingest/\(id)/unprocessedRecords")
            #expect(rest.text == "Name\nA\nB\n")
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
            let listed = try await session.get("\(Self.jobs)/ingest/")
            #expect(listed.json["done"] == true && listed.json["records"]?.list?.count == 1)
            #expect(listed.json["records"]?.list?.first?["jobType"] == "V2Ingest")
        }
    }

    @Test func `results come in pages with a header each, and the last locator is the word null`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(25)
            let id = try await session.finishedQuery("SELECT Name FROM Account")
            var locator: String? = nil
            var names: [String] = []
            var counts: [String?] = []
            repeat {
                let path = "\(Self.jobs)/query/\(id)/results?maxRecords=10" + (locator.map { "&locator=\($0)" } ?? "")
                let page = try await session.get(path)
                let lines = page.text.split(separator: "\n").map(String.init)
                #expect(lines.first == "\"Name\"")
                names += lines.dropFirst()
                counts.append(page.header("Sforce-NumberOfRecords"))
                locator = page.header("Sforce-Locator")
            } while locator != "null" && names.count < 100
            #expect(Set(names).count == 25 && counts == ["10", "10", "5"])
            let wrongVersion = try await session.get("/services/data/v61.0/jobs/query/\(id)/results")
            #expect(wrongVersion.status == 409)
            let pages = try await session.get("\(Self.jobs)/query/\(id)/resultPages")
            let link = try #require(pages.json["resultPages"]?.list?.first?["resultLink"]?.text)
            #expect(pages.json["done"] == true && pages.json["nextRecordsUrl"] == .null)
            #expect(try await session.get(link).header("Sforce-NumberOfRecords") == "25")
        }
    }

    @Test func `a job that nothing was sent for is complete`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let (id, info) = try await session.ingest("insert", "Account", "")
            #expect(info["state"] == "JobComplete" && info["numberRecordsProcessed"] == 0)
            let results = try await session.get("/services/data/v62.0/jobs/ingest/\(id)/successfulResults")
            #expect(results.status == 200 && results.text.isEmpty)
        }
    }

    @Test(arguments: [("ingest?jobType=V2Ingest", 1), ("ingest?jobType=Classic", 0), ("query?jobType=V2Query", 0)])
    func `jobs are listed by their type`(path: String, count: Int) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let job = #"{"object":"Account","operation":"insert","contentType":"CSV","lineEnding":"LF"}"#
            _ = try await session.send("POST", "/services/data/v62.0/jobs/ingest", body: job)
            let list = try await session.get("/services/data/v62.0/jobs/\(path)")
            #expect(list.json["records"]?.list?.count == count && list.json["done"] == true)
        }
    }

    @Test func `a query job says UploadComplete at first and knows its object`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let created = try await session.send(
                "POST", "\(Self.jobs)/query",
                body: "{\"operation\":\"queryAll\",\"query\":\"select Id from contact\"}",
                headers: ["Accept": "text/csv"])
            #expect(created.status == 200 && created.json["state"] == "UploadComplete")
            #expect(created.json["object"] == "Contact" && created.json["contentUrl"] == nil)
            let empty = try await session.ended("query", try #require(created.json["id"]?.text))
            #expect(empty["state"] == "JobComplete" && empty["jobType"] == "V2Query")
            let listed = try await session.get("\(Self.jobs)/query").json["records"]?.list?.first
            #expect(listed?["state"] == "JobComplete" && listed?["jobType"] == "V2Query")
        }
    }

    @Test(
        arguments: [
            "SELECT Industry, count(Id) FROM Account GROUP BY Industry", "SELECT Name FROM Account OFFSET 5",
            "SELECT Name, (SELECT Id FROM Contacts) FROM Account", "SELECT BillingAddress FROM Account",
        ])
    func `what the Bulk API does not query is refused at once`(soql: String) async throws {
        try await withSimulator { client in
            let reply = try await client.loggedIn().send(
                "POST", "\(Self.jobs)/query", body: "{\"operation\":\"query\",\"query\":\"\(soql)\"}")
            #expect(reply.status == 400)
            #expect(reply.json.list?.first?["errorCode"] == "API_ERROR")
            #expect(reply.json.list?.first?["message"]?.text?.hasSuffix("not supported in Bulk Query") == true)
        }
    }

    @Test func `a change that comes too late is refused in Salesforce's words`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let (id, _) = try await session.ingest("insert", "Account", "Name\nA\n")
            for (state, change) in [("Aborted", "Aborting"), ("UploadComplete", "Closing")] {
                let reply = try await session.send(
                    "PATCH", "\(Self.jobs)/ingest/\(id)", body: "{\"state\":\"\(state)\"}")
                #expect(reply.status == 400)
                #expect(
                    reply.json.list == [
                        .members([
                            "message": .text("\(change) already Completed Job not allowed"),
                            "errorCode": "INVALIDJOBSTATE",
                        ])
                    ])
            }
        }
    }

    @Test func `locked and failing rows of the hostile mode are row errors`() async throws {
        var options = SalesforceSimulator.Options.quick
        options.hostility = try HostileSpec(parsing: "seed=3,lock=1/3,partial=1/4")
        try await withSimulator(options) { client in
            let session = try await client.loggedIn()
            let (id, info) = try await session.ingest(
                "insert", "Account", "Name\n" + (0..<12).map { "A\($0)\n" }.joined())
            #expect(info["state"] == "JobComplete" && info["numberRecordsProcessed"] == 12)
            let failed = try await session.get("\(Self.jobs)/ingest/\(id)/failedResults")
            #expect(
                failed.text.contains(
                    "\"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records:"))
            let count = try await session.query("SELECT count() FROM Account").json["totalSize"]?.integer ?? 0
            #expect(count == 12 - (info["numberRecordsFailed"]?.integer ?? 0) && count < 12 && count > 0)
        }
    }
}
