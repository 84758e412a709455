import Foundation
import Simulators
import Testing

@Suite struct GeneralTests {
    private static let root = "/services/data/v62.0"

    @Test func `limits count down while the header counts up`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let first = try await session.get("\(Self.root)/limits")
            let second = try await session.get("\(Self.root)/limits")
            #expect(first.header("Sforce-Limit-Info") == "api-usage=1/100000")
            #expect(second.header("Sforce-Limit-Info") == "api-usage=2/100000")
            #expect(second.json["DailyApiRequests"] == .members(["Max": 100_000, "Remaining": 99_998]))
            for name in ["DailyBulkApiBatches", "DailyBulkV2QueryJobs", "DataStorageMB", "FileStorageMB"] {
                #expect(second.json[name]?["Max"]?.integer ?? 0 > 0)
            }
        }
    }

    @Test(arguments: [("48.0", "DailyBulkApiRequests"), ("49.0", "DailyBulkApiBatches")])
    func `the limit of batches has the name of its version`(version: String, name: String) async throws {
        try await withSimulator { client in
            let limits = try await client.loggedIn().get("/services/data/v\(version)/limits").json
            let names = (limits.members ?? []).map(\.name).filter { $0.hasPrefix("DailyBulkApi") }
            #expect(names == [name])
        }
    }

    @Test func `record counts leave empty objects out`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(3)
            let reply = try await session.get("\(Self.root)/limits/recordCount?sObjects=account,Contact")
            #expect(reply.text == "{\"sObjects\":[{\"count\":3,\"name\":\"Account\"}]}")
        }
    }

    @Test func `search finds by SOSL, by parameters and by a body`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(3)
            let sosl = WireClient.encoded("FIND {\"Account 2\"} IN NAME FIELDS RETURNING Account(Id, Name)")
            let bySOSL = try await session.get("\(Self.root)/search/?q=\(sosl)")
            let byParameters = try await session.get(
                "\(Self.root)/parameterizedSearch/?q=%22Account%202%22&sobject=Account&Account.fields=Id,Name&in=NAME")
            let byBody = try await session.send(
                "POST", "\(Self.root)/parameterizedSearch",
                body: "{\"q\":\"\\\"Account 2\\\"\",\"sobjects\":[{\"name\":\"Account\",\"fields\":[\"Id\",\"Name\"]}]}"
            )
            for reply in [bySOSL, byParameters, byBody] {
                #expect(reply.json["searchRecords"]?.list?.map { $0["Id"]?.text } == [ids[2]])
                #expect(reply.json["searchRecords"]?.list?.first?["Name"] == "Account 2")
            }
            let bare = try await session.get("/services/data/v36.0/search/?q=\(sosl)")
            #expect(bare.json.list?.count == 1)
            let noBraces = try await session.get("\(Self.root)/search/?q=FIND%20Account")
            #expect(noBraces.status == 400 && noBraces.json.list?.first?["errorCode"] == "MALFORMED_SEARCH")
        }
    }

    @Test func `a parameterised search tells the labels of its fields when asked`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(1)
            let search = "\(Self.root)/parameterizedSearch"
            let byParameters = try await session.get(
                "\(search)?q=Account&sobject=account&account.fields=Id,Name&metadata=LABELS")
            let byBody = try await session.send(
                "POST", search,
                body: #"{"q":"Account","sobjects":[{"name":"Account","fields":["id","name"]}],"metadata":"LABELS"}"#)
            for reply in [byParameters, byBody] {
                #expect(reply.json["searchRecords"]?.list?.count == 1)
                let object = reply.json["metadata"]?["entityetadata"]?.list?.first
                #expect(object?["entityName"] == "Account")
                #expect(
                    object?["fieldMetadata"]
                        == .list([
                            .members(["name": "Id", "label": "Account ID"]),
                            .members(["name": "Name", "label": "Account Name"]),
                        ]))
            }
            #expect(try await session.get("\(search)?q=Account&sobject=Account").json["metadata"] == nil)
        }
    }

    @Test func `a new record can be searched two seconds later, and an old one all the time`() async throws {
        let clock = StepClock()
        var options = SalesforceSimulator.Options()
        options.clock = { clock.now }
        try await withSimulator(options) { client in
            let session = try await client.loggedIn()
            let id = try #require(try await session.insertAccounts(1).first)
            func found() async throws -> Int? {
                let sosl = WireClient.encoded("FIND {Account} RETURNING Account")
                return try await session.get("\(Self.root)/search?q=\(sosl)").json["searchRecords"]?.list?.count
            }
            #expect(try await found() == 0)
            #expect(try await session.query("SELECT Id FROM Account").json["totalSize"] == 1)
            clock.advance(by: 3)
            #expect(try await found() == 1)
            _ = try await session.send("PATCH", "\(Self.root)/sobjects/Account/\(id)", body: #"{"Site":"x"}"#)
            #expect(try await found() == 1)
        }
    }

    @Test func `articles are listed for who names a language`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let named = try await session.get(
                "\(Self.root)/support/knowledgeArticles?pageSize=5", headers: ["Accept-Language": "en-US"])
            #expect(named.status == 200 && named.json["articles"]?.list != nil)
            #expect(named.json["pageNumber"] == 1 && named.json["nextPageUrl"] == .null)
            let odd = try await session.get(
                "\(Self.root)/support/knowledgeArticles", headers: ["Accept-Language": "xx-XX"])
            #expect(odd.status == 400)
        }
    }

    @Test func `gzip goes in and comes out for who asks`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            // `{"Name":"Packed"}`, as gzip packs it.
            let packed: [UInt8] = [
                0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xab, 0x56, 0xf2, 0x4b, 0xcc, 0x4d, 0x55, 0xb2, 0x52,
                0x0a, 0x48, 0x4c, 0xce, 0x4e, 0x4d, 0x51, 0xaa, 0x05, 0x00, 0x34, 0xf7, 0x59, 0x98, 0x11, 0, 0, 0,
            ]
            let created = try await session.send(
                "POST", "\(Self.root)/sobjects/Account", data: Data(packed), headers: ["Content-Encoding": "gzip"])
            #expect(created.status == 201, "\(created.text)")
            let cut = try await session.send(
                "POST", "\(Self.root)/sobjects/Account", data: Data(packed.prefix(25)),
                headers: ["Content-Encoding": "gzip"])
            #expect(cut.status == 400)
            let described = try await session.get("\(Self.root)/sobjects/Account/describe")
            #expect(described.json["name"] == "Account")
        }
    }

    @Test func `a body may be deflated`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            // `{"Name":"Deflated"}`, as zlib packs it.
            let packed: [UInt8] = [
                0x78, 0x9c, 0xab, 0x56, 0xf2, 0x4b, 0xcc, 0x4d, 0x55, 0xb2, 0x52, 0x72, 0x49,
                0x4d, 0xcb, 0x49, 0x2c, 0x49, 0x4d, 0x51, 0xaa, 0x05, 0, 0x3d, 0x0b, 0x06,
                0x55,
            ]
            let created = try await session.send(
                "POST", "\(Self.root)/sobjects/Account", data: Data(packed), headers: ["Content-Encoding": "deflate"])
            #expect(created.status == 201, "\(created.text)")
            let rows = try await session.query("SELECT Name FROM Account")
            #expect(rows.json["records"]?.list?.map { $0["Name"] } == ["Deflated"])
        }
    }

    @Test func `a late write is stamped before it can be seen`() async throws {
        let clock = StepClock()
        var options = SalesforceSimulator.Options.quick
        options.clock = { clock.now }
        options.hostility = try HostileSpec(parsing: "late=1/2")
        try await withSimulator(options) { client in
            let session = try await client.loggedIn()
            for name in ["punctual", "late"] {
                _ = try await session.send("POST", "\(Self.root)/sobjects/Account", body: "{\"Name\":\"\(name)\"}")
            }
            let rows = try await session.query("SELECT Name FROM Account WHERE SystemModstamp < 2026-05-28T20:26:40Z")
            #expect(rows.json["records"]?.list?.map { $0["Name"] } == ["late"])
        }
    }

    @Test func `an answer's Date is the clock's own second`() async throws {
        let clock = StepClock()
        var options = SalesforceSimulator.Options.quick
        options.clock = { clock.now }
        try await withSimulator(options) { client in
            for second in 40...43 {
                let reply = try await client.get("/services/data")
                #expect(reply.header("Date") == "Thu, 28 May 2026 20:26:\(second) GMT")
                clock.advance(by: 1)
            }
        }
    }
}
