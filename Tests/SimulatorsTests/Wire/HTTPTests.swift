import Foundation
import Simulators
import Testing

@Suite struct HTTPTests {
    @Test func `anybody may ask which versions there are`() async throws {
        try await withSimulator { client in
            let reply = try await client.get("/services/data/")
            let versions = (reply.json.list ?? []).compactMap { $0["version"]?.text }
            #expect(reply.status == 200)
            #expect(versions == versions.sorted())
            for number in 58...67 { #expect(versions.contains("\(number).0")) }
            #expect(
                reply.json.list?.first { $0["version"] == "62.0" }
                    == .members(["label": "Winter '25", "url": "/services/data/v62.0", "version": "62.0"]))
        }
    }

    @Test(
        arguments: [
            ("GET", "/services/data/v62.0/limits", 200), ("GET", "/services/data/v58.0/limits/", 200),
            ("HEAD", "/services/data/v62.0/limits", 200), ("GET", "/services/data/v99.0/limits", 404),
            ("GET", "/services/data/v62.0/nonsense", 404), ("PUT", "/services/data/v62.0/limits", 405),
            ("GET", "/elsewhere", 404), ("POST", "/services/data/v62.0/query?_HttpMethod=GET", 400),
        ])
    func `a path and method have their status`(method: String, path: String, status: Int) async throws {
        try await withSimulator { client in
            let reply = try await client.loggedIn().send(method, path, data: nil)
            #expect(reply.status == status)
        }
    }

    @Test func `a URI beyond 16,384 bytes is refused in words`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let long = String(repeating: "x", count: 17_000)
            let uri = try await session.get("/services/data/v62.0/query?q=\(long)")
            let head = try await session.get("/services/data/v62.0/limits", headers: ["X-Long": long + long])
            #expect(uri.status == 414 && uri.text == "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>")
            #expect(uri.header("Content-Type")?.hasPrefix("text/html") == true)
            #expect(head.status == 431)
        }
    }

    @Test func `broken JSON is a parser error with its place`() async throws {
        try await withSimulator { client in
            let reply = try await client.loggedIn().send(
                "POST", "/services/data/v62.0/composite", body: "{\"compositeRequest\": [}")
            #expect(reply.status == 400)
            let error = try #require(reply.json.list?.first)
            #expect(error["errorCode"] == "JSON_PARSER_ERROR")
            #expect(error["message"]?.text?.hasSuffix("[line:1, column:23]") == true)
        }
    }

    @Test func `a body that is not said to be JSON, or is no UTF-8, is refused`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let path = "/services/data/v62.0/sobjects/Account"
            let form = try await session.send(
                "POST", path, body: #"{"Name":"A"}"#, headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415 && form.json.list?.first?["errorCode"] == "UNSUPPORTED_MEDIA_TYPE")
            let broken = try await session.send(
                "POST", path, data: Data(#"{"Name":""#.utf8) + [0xFF] + Data(#""}"#.utf8))
            #expect(broken.status == 400 && broken.json.list?.first?["errorCode"] == "JSON_PARSER_ERROR")
        }
    }

    @Test func `a method is refused with those that there are`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.send("PUT", "/services/data/v62.0/sobjects/Account/001", body: "{}")
            #expect(
                reply.json.list?.first?["message"]
                    == "HTTP Method 'PUT' not allowed. Allowed are DELETE,GET,HEAD,PATCH,POST")
        }
    }

    @Test func `credentials of another scheme are called so`() async throws {
        try await withSimulator { client in
            let reply = try await client.get("/services/data/v62.0/limits", headers: ["Authorization": "Basic eDp5"])
            #expect(reply.status == 401 && reply.json.list?.first?["errorCode"] == "INVALID_AUTH_HEADER")
        }
    }

    @Test func `the links of an answer carry the host that was asked`() async throws {
        try await withSimulator { client in
            let reply = try await client.form(
                "/services/oauth2/token",
                ["grant_type": "client_credentials", "client_id": "crosswalk", "client_secret": "crosswalk-secret"],
                headers: ["Host": "acme.my.salesforce.com", "X-Forwarded-Proto": "https"])
            #expect(reply.json["instance_url"] == "https://acme.my.salesforce.com")
        }
    }

    @Test func `every request is logged, without its query`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("requests-\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        var options = SalesforceSimulator.Options.quick
        options.requestLogFile = file
        for path in ["/services/data?secret=1", "/services/data/v62.0/limits"] {
            // The second simulator goes on with the file of the first.
            try await withSimulator(options) { client in _ = try await client.get(path) }
        }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(
            lines == [
                "{\"method\":\"GET\",\"path\":\"/services/data\",\"status\":200}",
                "{\"method\":\"GET\",\"path\":\"/services/data/v62.0/limits\",\"status\":401}",
            ])
    }
}
