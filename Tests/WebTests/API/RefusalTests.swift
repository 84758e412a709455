import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import TestSupport
import Testing
import Web

/// What the API says to those who ask for what is not there, or cannot be.
@Suite struct RefusalTests {
    private let workspace: WebWorkspace
    private let key: String

    init() async throws {
        workspace = try WebWorkspace()
        let attributes = [
            AttributeDefinition(entity: .account, apiName: "seats", type: .number),
            AttributeDefinition(entity: .account, apiName: "is_paid", type: .boolean),
        ]
        _ = try await workspace.store.declare(attributes)
        let plan = try ImportPlan(kind: .accounts, header: ["id", "name", "seats"], attributes: attributes)
        _ = try await workspace.store.load([TextBatch([["a1", "Acme", "7"], ["a2", "Bolt", "8"]])], as: plan)
        let run = try await workspace.store.beginRun(
            trigger: .commandLine, stages: [.map, .push], at: Instant(milliseconds: 0))
        try await workspace.store.endRun(run, status: .done, reason: nil, at: Instant(milliseconds: 1))
        key = try await workspace.hub.keys.create(name: "test", scope: .admin, by: "test").text
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = ""
    ) async throws -> (status: Int, text: String) {
        let answers = Answers()
        let key = key
        try await workspace.serve { client in
            let answer = try await client.execute(
                uri: "/api/v1" + path, method: method, headers: [.authorization: "Bearer \(key)"],
                body: ByteBuffer(string: body))
            await answers.keep(Int(answer.status.code), String(buffer: answer.body))
        }
        return await answers.last
    }

    @Test(arguments: [
        ("seats:equals:many", "filter on seats: its value is a number; this is not: many."),
        ("seats:above:", "filter on seats: its value is a number"), ("seats:contains:7", "contains looks into texts"),
        ("is_paid:equals:perhaps", "its value is true or false"),
        ("created_at:below:soon", "its value is an ISO 8601 time"),
        ("link:equals:maybe", "link is compared by equals or differs, with unmatched, linked"),
    ])
    func `a filter that no record can answer to is refused, and says what is expected`(
        filter: String, says: String
    ) async throws {
        let answer = try await ask(.get, "/records/accounts?filter=" + filter)
        #expect(answer.status == 400 && answer.text.contains(says), "\(answer)")
    }

    @Test(arguments: [
        ("seats:equals:7", ["a1"]), ("seats:above:7.5", ["a2"]), ("seats:set", ["a1", "a2"]),
        ("is_paid:equals:true", []),
        ("created_at:below:2026-01-01", []), ("link:equals:unmatched", ["a1", "a2"]), ("name:contains:cm", ["a1"]),
    ])
    func `a filter whose value is of its column's type finds what it should`(
        filter: String, ids: [String]
    ) async throws {
        let answer = try await ask(.get, "/records/accounts?filter=" + filter)
        #expect(answer.status == 200)
        for id in ["a1", "a2"] { #expect(answer.text.contains("\"\(id)\"") == ids.contains(id), "\(answer)") }
    }

    @Test(arguments: [
        (HTTPRequest.Method.post, "/runs", #"{"stage":["fetch"]}"#, "no key stage here. Known: stages, entity, as_of"),
        (.post, "/runs", #"{"stages":["fetch"],"bogus":1}"#, "no key bogus"),
        (.post, "/records/accounts/a1/decision", #"{"verdict":"never","id":"001"}"#, "no key id"),
        (.post, "/community/domains/preview", #"{"domains":[{"domain":"a.com","account":"a1"}]}"#, "no key account"),
        (.put, "/community/domains/a.com", #"{"account":"a1"}"#, "no key account"),
        (.put, "/community/refusals/a.com", #"{"account":"a1"}"#, "no key account"),
        (.post, "/collisions/accounts", #"{"salesforce_id":"001","record":null,"why":1}"#, "no key why"),
        (.post, "/keys", #"{"name":"k","scope":"read","role":"admin"}"#, "no key role"),
        (.post, "/people", #"{"e_mail":"a@example.com"}"#, "no key e_mail"),
    ])
    func `a body with a key that is not known does nothing`(
        method: HTTPRequest.Method, path: String, body: String, says: String
    ) async throws {
        let answer = try await ask(method, path, body)
        #expect(answer.status == 400 && answer.text.contains(says), "\(answer)")
        #expect(workspace.hub.runs.activity == nil)
    }

    @Test func `a configuration is replaced only where it is still the one that was read`() async throws {
        let answers = Answers()
        let key = key
        let tag = Hub.tag(ofConfiguration: "workspace: {}\n")
        try await workspace.serve { client in
            for match in ["\"another\"", "\"\(tag)\""] {
                let answer = try await client.execute(
                    uri: "/api/v1/configuration", method: .put,
                    headers: [.authorization: "Bearer \(key)", .ifMatch: match],
                    body: ByteBuffer(string: "workspace: {}\n"))
                await answers.keep(Int(answer.status.code), String(buffer: answer.body))
                if match.contains(tag) { continue }
                #expect(await answers.last.status == 412)
            }
        }
        #expect(await answers.last.status == 200)
    }

    @Test func `a server that leaves the schedule alone names no next slot`() async throws {
        for runsSchedule in [true, false] {
            let other = try WebWorkspace(runsSchedule: runsSchedule)
            let key = try await other.hub.keys.create(name: "test", scope: .read, by: "test").text
            try await other.serve { client in
                let answer = try await client.execute(
                    uri: "/api/v1/status", method: .get, headers: [.authorization: "Bearer \(key)"])
                #expect(String(buffer: answer.body).contains("\"next\":[]") == !runsSchedule)
            }
        }
    }

    @Test(arguments: ["/runs/999/failures", "/runs/999/outcomes", "/records/accounts/NOPE/history"])
    func `what is not there is not found, and no empty list`(path: String) async throws {
        #expect(try await ask(.get, path).status == 404)
    }

    @Test(arguments: ["/runs/1/failures", "/records/accounts/a1/history"])
    func `what is there and has nothing to tell is an empty list`(path: String) async throws {
        let answer = try await ask(.get, path)
        #expect(answer.status == 200 && answer.text.contains("\"data\":[]"), "\(answer)")
    }

    @Test func `a run that replaced nothing cannot be undone`() async throws {
        let answer = try await ask(.post, "/runs/1/undo")
        #expect(answer.status == 409 && answer.text.contains("replaced no value"), "\(answer)")
        #expect(try await ask(.post, "/runs/999/undo").status == 404)
        #expect(workspace.hub.runs.activity == nil)
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/holds?salesforce_id=nonsense", ""),
        (.post, "/collisions/accounts", #"{"salesforce_id":"nonsense","record":null}"#),
    ])
    func `what is no Salesforce id is called so`(
        method: HTTPRequest.Method, path: String, body: String
    ) async throws {
        let answer = try await ask(method, path, body)
        #expect(answer.status == 422 && answer.text.contains("15 or 18 letters"), "\(answer)")
    }
}

/// The last answer that came.
private actor Answers {
    private(set) var last = (status: 0, text: "")

    func keep(_ status: Int, _ text: String) { last = (status, text) }
}
