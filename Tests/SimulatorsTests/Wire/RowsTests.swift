import Foundation
import Simulators
import Testing

@Suite struct RowsTests {
    private static let root = "/services/data/v62.0"

    @Test func `a row is created, read, changed, cleared and deleted`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let created = try await session.send(
                "POST", "\(Self.root)/sobjects/account", body: "{\"Name\":\"Zoë \\\"& Co\\\"\",\"Industry\":\"Energy\"}"
            )
            let id = try #require(created.json["id"]?.text)
            #expect(created.status == 201 && created.text == "{\"id\":\"\(id)\",\"success\":true,\"errors\":[]}")
            #expect(created.header("Location") == "\(Self.root)/sobjects/Account/\(id)")

            let changed = try await session.send(
                "PATCH", "\(Self.root)/sobjects/Account/\(id.prefix(15))", body: "{\"Industry\":null}")
            #expect(changed.status == 204 && changed.body.isEmpty)
            let read = try await session.get("\(Self.root)/sobjects/Account/\(id)?fields=Name,Industry")
            #expect(
                read.text == """
                    {"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/\(id)"},\
                    "Name":"Zoë \\"& Co\\"","Industry":null,"Id":"\(id)"}
                    """)

            let deleted = try await session.send("DELETE", "\(Self.root)/sobjects/Account/\(id)", data: nil)
            let gone = try await session.get("\(Self.root)/sobjects/Account/\(id)")
            #expect(deleted.status == 204 && gone.status == 404)
        }
    }

    /// The error code of a refusal and its message.
    private static func refusal(_ reply: WireClient.Reply) -> [String?] {
        let error = reply.json.list?.first
        return [String(reply.status), error?["errorCode"]?.text, error?["message"]?.text]
    }

    @Test(arguments: [
        (#"{"Name":"A","NumberOfEmployees":"many"}"#, "int from VALUE_STRING value many", 33),
        (#"{"Name":"A","AnnualRevenue":true}"#, "currency from VALUE_TRUE value true", 29),
        (#"{"Name":["A"]}"#, "string from START_ARRAY value [", 9),
        (#"{ "Site" : "x", "Name":{"a":1}}"#, "string from START_OBJECT value {", 24),
    ])
    func `a value of another kind is a parser error with its place`(body: String, what: String, column: Int)
        async throws
    {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send("POST", "\(Self.root)/sobjects/Account", body: body)
            #expect(
                Self.refusal(reply) == [
                    "400", "JSON_PARSER_ERROR",
                    "Cannot deserialize instance of \(what) or request may be missing a required field at [line:1, column:\(column)]",
                ])
        }
    }

    @Test func `a text that is too long is refused for that alone`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let name = String(repeating: "x", count: 256)
            let reply = try await session.send("POST", "\(Self.root)/sobjects/Account", body: "{\"Name\":\"\(name)\"}")
            #expect(reply.json.list?.map { $0["errorCode"]?.text } == ["STRING_TOO_LONG"])
        }
    }

    @Test func `an id may not be chosen`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                "POST", "\(Self.root)/sobjects/Account", body: #"{"Name":"A","Id":"0015g0000000001AAA"}"#)
            #expect(
                Self.refusal(reply) == [
                    "400", "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call",
                ])
        }
    }

    @Test(arguments: ["GET", "PATCH", "DELETE"])
    func `what is no id is taken for an unknown external id field`(method: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                method, "\(Self.root)/sobjects/Account/nope", body: method == "PATCH" ? "{}" : nil)
            #expect(
                Self.refusal(reply) == [
                    "404", "NOT_FOUND", "Provided external ID field does not exist or is not accessible: nope",
                ])
        }
    }

    @Test func `a record is read only if newer, and changed only if not`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let path = "\(Self.root)/sobjects/Account/\(try await session.insertAccounts(1)[0])"
            let changed = try #require(try await session.get(path).header("Last-Modified"))
            let before = "Sat, 01 Jan 2022 00:00:00 GMT"
            #expect(try await session.get(path, headers: ["If-Modified-Since": before]).status == 200)
            let same = try await session.get(path, headers: ["If-Modified-Since": changed])
            #expect(same.status == 304 && same.body.isEmpty)
            let late = try await session.send("PATCH", path, body: "{}", headers: ["If-Unmodified-Since": before])
            let timely = try await session.send("PATCH", path, body: "{}", headers: ["If-Unmodified-Since": changed])
            let removal = try await session.send("DELETE", path, data: nil, headers: ["If-Unmodified-Since": before])
            #expect(late.status == 412 && removal.status == 412)
            #expect(timely.status == 204)
        }
    }

    @Test(arguments: [
        ("GET", "sobjects/Account/updated?start=99999999999-01-01T00:00:00Z&end=2026-01-01T00:00:00Z", nil, 400),
        (
            "GET", "sobjects/Account/deleted?start=2026-01-01T9223372036854775807:00:00Z&end=2026-01-01T00:00:00Z", nil,
            400
        ),
        ("GET", "jobs/query?queryLocator=-1", nil, 200),
        ("GET", "jobs/ingest?queryLocator=-9223372036854775808", nil, 200),
        ("POST", "sobjects/Account", #"{".":"x","Name":"y"}"#, 400),
        ("POST", "sobjects/Account", #"{":.":"x","Name":"y"}"#, 400),
    ])
    func `nonsense is refused and does no harm`(method: String, path: String, body: String?, status: Int) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            #expect(try await session.send(method, "\(Self.root)/\(path)", body: body).status == status)
            let late = ["If-Modified-Since": "Sun, 22 Nov 99999999999999 99999999999999999:45:28 GMT"]
            #expect(try await session.get("\(Self.root)/sobjects", headers: late).status == 200)
        }
    }

    @Test func `groups do not come in pages`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(2_001)
            let all = try await session.query("SELECT Name, COUNT(Id) FROM Account GROUP BY Name")
            let some = try await session.query("SELECT Name, COUNT(Id) FROM Account GROUP BY Name LIMIT 2000")
            #expect(
                Self.refusal(all) == [
                    "400", "EXCEEDED_ID_LIMIT",
                    "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
                ])
            #expect(some.json["totalSize"] == 2000)
        }
    }

    @Test func `more children than a page holds have pages of their own`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let account = try await session.insertAccounts(1)[0]
            for start in [0, 200, 400] {
                let contacts = (start..<min(start + 200, 450)).map {
                    "{\"attributes\":{\"type\":\"Contact\"},\"LastName\":\"C\($0)\",\"AccountId\":\"\(account)\"}"
                }
                _ = try await session.send(
                    "POST", "\(Self.root)/composite/sobjects",
                    body: "{\"records\":[\(contacts.joined(separator: ","))]}")
            }
            let soql = "SELECT Id, (SELECT LastName FROM Contacts) FROM Account"
            let whole = try await session.query(soql).json["records"]?.list?.first?["Contacts"]
            #expect(whole?["done"] == true && whole?["records"]?.list?.count == 450)
            let reply = try await session.query(soql, headers: ["Sforce-Query-Options": "batchSize=200"])
            #expect(reply.json["done"] == true)
            var page = reply.json["records"]?.list?.first?["Contacts"]
            var names: [String] = []
            var sizes: [Int] = []
            while let now = page {
                let rows = now["records"]?.list ?? []
                names += rows.compactMap { $0["LastName"]?.text }
                sizes.append(rows.count)
                #expect(now["totalSize"] == 450)
                guard let next = now["nextRecordsUrl"]?.text else { break }
                page = try await session.get(next).json
            }
            #expect(sizes == [200, 200, 50] && Set(names).count == 450)
        }
    }

    @Test func `a formatted field may be renamed, and stand beside itself`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(1)
            let reply = try await session.query("SELECT Name, toLabel(Name) label FROM Account")
            let row = reply.json["records"]?.list?.first
            #expect(row?["Name"] == "Account 0" && row?["label"] == "Account 0")
        }
    }

    @Test func `an upsert tells created from changed by status and body`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let path = "sobjects/Account/External_ID__c/a%2Fb"
            let created = try await session.send("PATCH", "\(Self.root)/\(path)", body: "{\"Name\":\"A\"}")
            let changed = try await session.send("PATCH", "\(Self.root)/\(path)", body: "{\"Name\":\"B\"}")
            let before46 = try await session.send("PATCH", "/services/data/v45.0/\(path)", body: "{\"Name\":\"C\"}")
            #expect(created.status == 201 && created.json["created"] == true)
            #expect(changed.status == 200 && changed.json["created"] == false)
            #expect(before46.status == 204)
            #expect(created.json["id"] == changed.json["id"])
            let keyInBody = try await session.send(
                "PATCH", "\(Self.root)/\(path)", body: "{\"Name\":\"B\",\"External_ID__c\":\"a/b\"}")
            let wrongField = try await session.send(
                "PATCH", "\(Self.root)/sobjects/Account/Industry/x", body: "{\"Name\":\"B\"}")
            let updateOnly = try await session.send(
                "PATCH", "\(Self.root)/sobjects/Account/External_ID__c/none?updateOnly=true", body: "{\"Name\":\"B\"}")
            #expect(keyInBody.status == 400 && keyInBody.json.list?.first?["errorCode"] == "INVALID_FIELD")
            #expect(wrongField.status == 404 && updateOnly.status == 404)
            #expect(
                wrongField.json.list?.first?["message"]
                    == "Provided external ID field does not exist or is not accessible: Industry")
        }
    }

    @Test func `a key that several records share is status 300 with their paths`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            for name in ["A", "B"] {
                _ = try await session.send(
                    "POST", "\(Self.root)/sobjects/Contact",
                    body: "{\"LastName\":\"\(name)\",\"Email\":\"x@example.com\"}")
            }
            let reply = try await session.send(
                "PATCH", "\(Self.root)/sobjects/Contact/Email/x%40example.com", body: "{\"LastName\":\"C\"}")
            #expect(reply.status == 300)
            #expect(reply.json.list?.count == 2)
            #expect(reply.json.list?.first?.text?.hasPrefix("\(Self.root)/sobjects/Contact/003") == true)
        }
    }

    @Test func `the limit of a subquery counts for each parent`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let accounts = try await session.insertAccounts(2)
            for account in accounts + accounts {
                _ = try await session.send(
                    "POST", "\(Self.root)/sobjects/Contact", body: "{\"LastName\":\"C\",\"AccountId\":\"\(account)\"}")
            }
            let tree = try await session.query("SELECT (SELECT Id FROM Contacts LIMIT 1) FROM Account")
            #expect(tree.json["records"]?.list?.map { $0["Contacts"]?["totalSize"] } == [1, 1])
        }
    }

    @Test func `pages follow one another to the end`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(450)
            let first = try await session.query(
                "SELECT Name FROM Account", headers: ["Sforce-Query-Options": "batchSize=200"])
            #expect(first.json["totalSize"] == 450 && first.json["done"] == false)
            var names = (first.json["records"]?.list ?? []).compactMap { $0["Name"]?.text }
            #expect(names.count == 200)
            var next = first.json["nextRecordsUrl"]?.text
            #expect(next?.hasPrefix("\(Self.root)/query/01g") == true && next?.hasSuffix("-200") == true)
            while let url = next {
                // The size of the first page is that of the others too.
                let page = try await session.get(url)
                #expect(page.json["totalSize"] == 450)
                let more = (page.json["records"]?.list ?? []).compactMap { $0["Name"]?.text }
                #expect(more.count <= 200)
                names += more
                next = page.json["nextRecordsUrl"]?.text
                #expect(page.json["done"] == .flag(next == nil))
            }
            #expect(Set(names).count == 450 && names.count == 450)
            let unknown = try await session.get("\(Self.root)/query/01g000000000001AAA-2000")
            #expect(unknown.json.list?.first?["errorCode"] == "INVALID_QUERY_LOCATOR")
        }
    }

    @Test func `a query locator dies after two days`() async throws {
        let clock = StepClock()
        var options = SalesforceSimulator.Options.quick
        options.clock = { clock.now }
        try await withSimulator(options) { client in
            var session = try await client.loggedIn()
            try await session.insertAccounts(400)
            let first = try await session.query(
                "SELECT Id FROM Account", headers: ["Sforce-Query-Options": "batchSize=200"])
            let next = try #require(first.json["nextRecordsUrl"]?.text)
            #expect(try await session.get(next).status == 200)
            clock.advance(by: 2 * 86_400)
            session = try await client.loggedIn()
            let late = try await session.get(next)
            #expect(late.status == 400 && late.json.list?.first?["errorCode"] == "INVALID_QUERY_LOCATOR")
        }
    }

    @Test func `an unencoded plus is a space, so the offset breaks the query`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let start = "\(Self.root)/query?q=SELECT+Id+FROM+Account+WHERE+CreatedDate>=2026-01-01T00:00:00"
            let bare = try await session.get("\(start)+00:00".replacingOccurrences(of: ">", with: "%3E"))
            let encoded = try await session.get("\(start)%2B00:00".replacingOccurrences(of: ">", with: "%3E"))
            #expect(bare.status == 400 && bare.json.list?.first?["errorCode"] == "MALFORMED_QUERY")
            #expect(encoded.status == 200)
        }
    }

    @Test func `a schema that is known already is 304`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            for path in ["sobjects", "sobjects/Account", "sobjects/Account/describe"] {
                let first = try await session.get("\(Self.root)/\(path)")
                let stamp = try #require(first.header("Last-Modified"))
                let tag = try #require(first.header("ETag"))
                let byDate = try await session.get("\(Self.root)/\(path)", headers: ["If-Modified-Since": stamp])
                let byTag = try await session.get("\(Self.root)/\(path)", headers: ["If-None-Match": tag])
                let older = try await session.get(
                    "\(Self.root)/\(path)", headers: ["If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"])
                #expect(byDate.status == 304 && byDate.body.isEmpty)
                #expect(byTag.status == 304 && older.status == 200)
            }
        }
    }

    @Test func `what changed and what went is told for a window of at most thirty days`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(2)
            _ = try await session.send("DELETE", "\(Self.root)/sobjects/Account/\(ids[1])", data: nil)
            let format = ISO8601DateFormatter()
            func window(from days: Double) -> String {
                let start = format.string(from: Date().addingTimeInterval(-days * 86_400))
                return "start=\(start)&end=\(format.string(from: Date().addingTimeInterval(60)))"
            }
            let updated = try await session.get("\(Self.root)/sobjects/Account/updated/?\(window(from: 1))")
            let deleted = try await session.get("\(Self.root)/sobjects/Account/deleted/?\(window(from: 1))")
            let tooLong = try await session.get("\(Self.root)/sobjects/Account/updated?\(window(from: 31))")
            #expect(updated.json["ids"] == [.text(ids[0])])
            #expect(deleted.json["deletedRecords"]?.list?.first?["id"]?.text == ids[1])
            #expect(deleted.json["latestDateCovered"]?.text?.hasSuffix("+0000") == true)
            #expect(tooLong.status == 400)
        }
    }

    @Test func `a relationship leads to its parent, over several to the last, or down to all children`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let accounts = try await session.insertAccounts(2)
            let account = "\(Self.root)/sobjects/Account/\(accounts[0])"
            for name in ["One", "Two"] {
                _ = try await session.send(
                    "POST", "\(Self.root)/sobjects/Contact",
                    body: "{\"LastName\":\"\(name)\",\"AccountId\":\"\(accounts[0])\"}")
            }
            let children = try await session.get("\(account)/contacts?fields=LastName").json
            #expect(children["totalSize"] == 2 && children["done"] == true)
            #expect(children["records"]?.list?.map { $0["LastName"] } == ["One", "Two"])
            let contact = try #require(children["records"]?.list?.first?["Id"]?.text)
            let whole = try await session.get("\(account)/Contacts").json["records"]?.list?.first
            #expect(whole?["attributes"]?["type"] == "Contact" && whole?["AccountId"]?.text == accounts[0])

            let parent = try await session.get("\(Self.root)/sobjects/Contact/\(contact)/Account?fields=Name")
            #expect(
                parent.text == """
                    {"attributes":{"type":"Account","url":"\(Self.root)/sobjects/Account/\(accounts[0])"},\
                    "Name":"Account 0","Id":"\(accounts[0])"}
                    """)
            let owner = try await session.get("\(Self.root)/sobjects/Contact/\(contact)/Account/Owner?fields=Username")
            #expect(owner.json["attributes"]?["type"] == "User" && owner.json["Username"]?.text != nil)
            let none = try await session.get("\(Self.root)/sobjects/Account/\(accounts[1])/Contacts")
            #expect(none.status == 200 && none.text == #"{"totalSize":0,"done":true,"records":[]}"#)
        }
    }

    @Test(arguments: [
        ("Parent", "404", "NOT_FOUND"), ("Nopes", "404", "NOT_FOUND"), ("Contacts/Owner", "404", "NOT_FOUND"),
        ("Owner?fields=Nope", "400", "INVALID_FIELD"), ("Contacts?fields=Nope", "400", "INVALID_FIELD"),
        ("Contacts?fields=Id%20FROM%20User%20LIMIT%201", "400", "INVALID_FIELD"),
    ])
    func `a relationship that leads nowhere is refused`(path: String, status: String, code: String) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let id = try #require(try await session.insertAccounts(1).first)
            let reply = try await session.get("\(Self.root)/sobjects/Account/\(id)/\(path)")
            #expect(Self.refusal(reply).prefix(2) == [status, code])
        }
    }
}
