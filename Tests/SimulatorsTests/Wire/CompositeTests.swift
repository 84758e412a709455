import Simulators
import Testing

@Suite struct CompositeTests {
    private static let root = "/services/data/v62.0"

    @Test func `a collection answers 200, in order, with its failures inside`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                "POST", "\(Self.root)/composite/sobjects", body: Self.oneGoodOneBad(allOrNone: false))
            let rows = try #require(reply.json.list)
            #expect(reply.status == 200)
            #expect(rows[0]["success"] == true && rows[0]["errors"] == [] && rows[0]["created"] == nil)
            #expect(rows[1]["success"] == false && rows[1]["id"] == nil)
            #expect(
                rows[1]["errors"]?.list == [
                    .members([
                        "statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]",
                        "fields": ["Name"],
                    ])
                ])
        }
    }

    @Test func `all or none rolls the good ones back and says so`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                "POST", "\(Self.root)/composite/sobjects", body: Self.oneGoodOneBad(allOrNone: true))
            let error = reply.json.list?.first?["errors"]?.list?.first
            #expect(error?["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK")
            #expect(
                error?["message"]
                    == "Record rolled back because not all records were valid and the request was using AllOrNone header"
            )
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
        }
    }

    @Test func `more than 200 records are refused as a whole`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let record = "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"A\"}"
            let body = "{\"records\":[\(Array(repeating: record, count: 201).joined(separator: ","))]}"
            let reply = try await session.send("POST", "\(Self.root)/composite/sobjects", body: body)
            #expect(reply.status == 400)
            #expect(
                reply.json.list == [
                    .members([
                        "message": "record limit reached. cannot submit more than 200 records into this call",
                        "errorCode": "EXCEEDED_ID_LIMIT",
                    ])
                ])
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
        }
    }

    @Test func `an id of nothing is not repeated when its deletion fails`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(1)
            let given = "\(ids[0]),001000000000000AAA,001RM000003oLrB000"
            let reply = try await session.send("DELETE", "\(Self.root)/composite/sobjects?ids=\(given)", data: nil)
            let rows = try #require(reply.json.list)
            #expect(rows.map { $0["id"] } == [.text(ids[0]), nil, nil])
            #expect(rows[1]["errors"]?.list?.first?["statusCode"] == "INVALID_CROSS_REFERENCE_KEY")
            #expect(
                rows[2]["errors"]?.list == [
                    .members([
                        "statusCode": "MALFORMED_ID", "message": "malformed id 001RM000003oLrB000", "fields": [],
                    ])
                ])
        }
    }

    @Test func `an upsert that failed says whether it would have created`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(1)
            let body = """
                {"allOrNone":true,"records":[{"attributes":{"type":"Account"},"External_ID__c":"E-0","Name":"Changed"},
                {"attributes":{"type":"Account"},"External_ID__c":"E-1","Name":"New"},
                {"attributes":{"type":"Account"},"External_ID__c":"E-2","Name":"Bad","OwnerId":"INVALID_OWNER"}]}
                """
            let reply = try await session.send(
                "PATCH", "\(Self.root)/composite/sobjects/Account/External_ID__c", body: body)
            let rows = try #require(reply.json.list)
            #expect(rows.map { $0["success"] } == [false, false, false])
            #expect(rows.map { $0["created"] } == [false, true, true])
            let codes = rows.map { $0["errors"]?.list?.first?["statusCode"]?.text ?? "" }
            #expect(codes[1] == "ALL_OR_NONE_OPERATION_ROLLED_BACK" && codes[2] == "MALFORMED_ID")
        }
    }

    @Test func `records are upserted, retrieved and deleted together`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(1)
            let body = """
                {"records":[{"attributes":{"type":"Account"},"External_ID__c":"E-0","Name":"Changed"},
                {"attributes":{"type":"Account"},"External_ID__c":"E-1","Name":"New"}]}
                """
            let upserted = try await session.send(
                "PATCH", "\(Self.root)/composite/sobjects/Account/External_ID__c", body: body)
            let rows = try #require(upserted.json.list)
            #expect(rows.map { $0["created"] } == [false, true])
            #expect(rows[0]["id"]?.text == ids[0])
            let new = try #require(rows[1]["id"]?.text)
            let read = try await session.send(
                "POST", "\(Self.root)/composite/sobjects/Account",
                body: "{\"ids\":[\"\(new)\",\"001000000000000AAA\",\"\(ids[0])\"],\"fields\":[\"Name\"]}")
            #expect(read.json.list?.map { $0["Name"]?.text } == ["New", nil, "Changed"])
            #expect(read.json.list?[1] == .null)
            let deleted = try await session.send(
                "DELETE", "\(Self.root)/composite/sobjects?ids=\(ids[0]),\(new)&allOrNone=false", data: nil)
            #expect(deleted.json.list?.map { $0["success"] } == [true, true])
        }
    }

    @Test func `later requests refer to what earlier ones answered`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let body = """
                {"allOrNone":true,"compositeRequest":[
                {"method":"POST","url":"\(Self.root)/sobjects/Account","referenceId":"a","body":{"Name":"Parent"}},
                {"method":"POST","url":"\(Self.root)/sobjects/Contact","referenceId":"c",
                 "body":{"LastName":"Child","AccountId":"@{a.id}"}},
                {"method":"GET","url":"\(Self.root)/query?q=SELECT Id, Name FROM Account WHERE Id = '@{a.id}'",
                 "referenceId":"q"},
                {"method":"GET","url":"\(Self.root)/sobjects/Account/@{q.records[0].Id}?fields=Name","referenceId":"g"}
                ]}
                """
            let reply = try await session.send("POST", "\(Self.root)/composite", body: body)
            let parts = try #require(reply.json["compositeResponse"]?.list)
            #expect(parts.map { $0["httpStatusCode"] } == [201, 201, 200, 200])
            #expect(parts.map { $0["referenceId"] } == ["a", "c", "q", "g"])
            #expect(parts[3]["body"]?["Name"] == "Parent")
            #expect(parts[0]["httpHeaders"]?["Location"]?.text?.hasPrefix("\(Self.root)/sobjects/Account/001") == true)
        }
    }

    @Test(arguments: [true, false])
    func `a failure halts all, or only what depends on it`(allOrNone: Bool) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let body = """
                {"allOrNone":\(allOrNone),"compositeRequest":[
                {"method":"POST","url":"\(Self.root)/sobjects/Account","referenceId":"good","body":{"Name":"Good"}},
                {"method":"POST","url":"\(Self.root)/sobjects/Account","referenceId":"bad","body":{}},
                {"method":"GET","url":"\(Self.root)/sobjects/Account/@{bad.id}","referenceId":"dependent"},
                {"method":"GET","url":"\(Self.root)/limits","referenceId":"free"}]}
                """
            let reply = try await session.send("POST", "\(Self.root)/composite", body: body)
            let parts = try #require(reply.json["compositeResponse"]?.list)
            let codes = parts.map { $0["body"]?.list?.first?["errorCode"]?.text }
            #expect(reply.status == 200)
            #expect(
                codes == [
                    allOrNone ? "PROCESSING_HALTED" : nil, "REQUIRED_FIELD_MISSING", "PROCESSING_HALTED",
                    allOrNone ? "PROCESSING_HALTED" : nil,
                ])
            let count = try await session.query("SELECT count() FROM Account")
            #expect(count.json["totalSize"] == (allOrNone ? 0 : 1))
        }
    }

    @Test func `a batch goes on after a failure unless it is told to halt`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            func batch(halts: Bool) async throws -> JSONValue {
                try await session.send(
                    "POST", "\(Self.root)/composite/batch",
                    body: """
                        {"haltOnError":\(halts),"batchRequests":[
                        {"method":"GET","url":"v62.0/sobjects/Nope"},
                        {"method":"POST","url":"\(Self.root)/sobjects/Account","richInput":{"Name":"B"}}]}
                        """
                ).json
            }
            let going = try await batch(halts: false)
            let halted = try await batch(halts: true)
            #expect(going["hasErrors"] == true && halted["hasErrors"] == true)
            #expect(going["results"]?.list?.map { $0["statusCode"] } == [404, 201])
            #expect(halted["results"]?.list?.map { $0["statusCode"] } == [404, 412])
            #expect(halted["results"]?.list?[1]["result"]?.list?.first?["errorCode"] == "BATCH_PROCESSING_HALTED")
        }
    }

    @Test func `a tree is created with its children, or not at all`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            func tree(_ lastName: String) -> String {
                """
                {"records":[{"attributes":{"type":"Account","referenceId":"r1"},"Name":"Tree",
                "Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"r2"},\(lastName)"Title":"T"}]}}]}
                """
            }
            let bad = try await session.send("POST", "\(Self.root)/composite/tree/Account", body: tree(""))
            #expect(bad.status == 400 && bad.json["hasErrors"] == true)
            #expect(bad.json["results"]?.list?.first?["referenceId"] == "r2")
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
            let good = try await session.send(
                "POST", "\(Self.root)/composite/tree/Account", body: tree("\"LastName\":\"L\","))
            #expect(good.status == 201 && good.json["results"]?.list?.map { $0["referenceId"] } == ["r1", "r2"])
            let contact = try await session.query("SELECT Account.Name FROM Contact")
            #expect(contact.json["records"]?.list?.first?["Account"]?["Name"] == "Tree")
        }
    }

    @Test func `each graph succeeds or fails on its own`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send(
                "POST", "\(Self.root)/composite/graph",
                body: """
                    {"graphs":[
                    {"graphId":"1","compositeRequest":[{"method":"POST","url":"\(Self.root)/sobjects/Account",
                     "referenceId":"a","body":{"Name":"A"}}]},
                    {"graphId":"2","compositeRequest":[
                     {"method":"POST","url":"\(Self.root)/sobjects/Account","referenceId":"a","body":{"Name":"B"}},
                     {"method":"POST","url":"\(Self.root)/sobjects/Account","referenceId":"b","body":{}}]}]}
                    """)
            #expect(reply.json["graphs"]?.list?.map { $0["isSuccessful"] } == [true, false])
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 1)
        }
    }

    private static func oneGoodOneBad(allOrNone: Bool) -> String {
        """
        {"allOrNone":\(allOrNone),"records":[{"attributes":{"type":"Account"},"Name":"A"},
        {"attributes":{"type":"Account"},"Industry":"Energy"}]}
        """
    }
}
