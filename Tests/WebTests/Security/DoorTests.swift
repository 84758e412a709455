import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

@Suite struct DoorTests {
    @Test func `the first admin needs the printed token, and only once`() async throws {
        let workspace = try WebWorkspace()
        let token = try #require(try await workspace.hub.openSetup())
        let form = { @Sendable (token: String) in
            ByteBuffer(string: "token=\(token)&name=Ada&email=ada%40example.com&password=correct+horse+battery")
        }
        try await workspace.serve { client in
            let wrong = try await client.execute(uri: "/setup", method: .post, body: form("guess"))
            #expect(wrong.status == .forbidden)
            let right = try await client.execute(uri: "/setup", method: .post, body: form(token))
            #expect(right.status == .seeOther)
            #expect(right.headers[.setCookie]?.contains("HttpOnly") == true)
            #expect(right.headers[.setCookie]?.contains("SameSite=Lax") == true)
            let again = try await client.execute(uri: "/setup", method: .post, body: form(token))
            #expect(again.status == .forbidden)
        }
        #expect(try await workspace.store.people().map(\.role) == [.admin])
    }

    @Test func `guessing passwords is slowed down, for the right one too`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.admin)
        let guess = ByteBuffer(string: "email=admin%40example.com&password=wrong+wrong+wrong")
        try await workspace.serve { client in
            for _ in 1...5 {
                #expect(try await client.execute(uri: "/login", method: .post, body: guess).status == .unauthorized)
            }
            let sixth = try await client.execute(uri: "/login", method: .post, body: guess)
            #expect(sixth.status == .tooManyRequests)
            #expect(sixth.headers[.retryAfter] != nil)
            #expect(try await workspace.logIn(.admin, client).isEmpty)
        }
    }

    @Test func `a new password needs the present one, and logs its person out everywhere else`() async throws {
        let workspace = try WebWorkspace()
        for role in [Role.admin, .viewer] { try await workspace.addPerson(role) }
        try await workspace.serve { client in
            let here = try await workspace.logIn(.viewer, client)
            let there = try await workspace.logIn(.viewer, client)
            let page = try await client.execute(uri: "/settings/password", method: .get, headers: [.cookie: here])
            let token = String(buffer: page.body).components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?
                .prefix { $0 != "\"" }
            let change = { @Sendable (present: String) in
                try await client.execute(
                    uri: "/settings/password", method: .post, headers: [.cookie: here],
                    body: ByteBuffer(
                        string: "csrf=\(escapedForURL(String(token ?? "")))&present=\(present)"
                            + "&password=another+good+sentence"))
            }
            let isIn = { @Sendable (cookie: String) in
                try await client.execute(uri: "/settings", method: .get, headers: [.cookie: cookie]).status == .ok
            }
            _ = try await change("guessed+guessed")
            #expect(try await isIn(there))
            #expect(try await !workspace.logIn(.viewer, client).isEmpty)
            _ = try await change("correct+horse+battery")
            #expect(try await isIn(here))
            #expect(try await !isIn(there))
            #expect(try await workspace.logIn(.viewer, client).isEmpty)
        }
    }

    @Test(arguments: [("/login", "/"), ("/login?next=/runs", "/runs"), ("/setup", "/")])
    func `whoever is logged in passes the doors`(path: String, to: String) async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.viewer)
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.viewer, client)
            let answer = try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            #expect(answer.status == .seeOther && answer.headers[.location] == to)
        }
    }

    @Test func `a form that comes after its session leads back to its page, and says why`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.editor)
        try await workspace.serve { client in
            let answer = try await client.execute(
                uri: "/matching", method: .post,
                headers: [.cookie: "crosswalk_session=gone"], body: ByteBuffer(string: "act=preview"))
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/login?next=%2Fmatching")
            let page = try await client.execute(
                uri: "/login?next=%2Fmatching", method: .get, headers: [.cookie: "crosswalk_session=gone"])
            #expect(String(buffer: page.body).contains("Your session has ended"))
            let first = try await client.execute(uri: "/login", method: .get)
            #expect(!String(buffer: first.body).contains("Your session has ended"))
        }
    }

    @Test func `the audit log says what a form decided, and no token`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.editor)
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let page = try await client.execute(uri: "/steward", method: .get, headers: [.cookie: cookie])
            let token = String(buffer: page.body).components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?
                .prefix { $0 != "\"" }
            let answer = try await client.execute(
                uri: "/steward", method: .post, headers: [.cookie: cookie],
                body: ByteBuffer(
                    string: "csrf=\(escapedForURL(String(token ?? "")))&act=nobody&domain=firm.example&other="))
            #expect(answer.status == .seeOther)
        }
        let entry = try #require(try await workspace.store.auditEntries(limit: 1, before: nil).first)
        #expect(entry.action == "domain.decide" && entry.who == "editor@example.com")
        #expect(entry.detail == "act: nobody\ndomain: firm.example")
    }

    @Test func `a form from another site is refused`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.admin)
        let body = ByteBuffer(string: "email=admin%40example.com&password=correct+horse+battery")
        try await workspace.serve { client in
            let answer = try await client.execute(
                uri: "/login", method: .post, headers: [.origin: "https://evil.example"], body: body)
            #expect(answer.status == .forbidden)
            let hidden = try await client.execute(
                uri: "/login", method: .post, headers: [.origin: "https://evil.example/localhost"], body: body)
            #expect(hidden.status == .forbidden)
        }
    }

    @Test func `logging in never leads to another site`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.admin)
        try await workspace.serve { client in
            for next in ["//evil.example", "https://evil.example", "%2F%5Cevil.example"] {
                let body = ByteBuffer(
                    string: "email=admin%40example.com&password=correct+horse+battery&next=\(next)")
                let answer = try await client.execute(uri: "/login", method: .post, body: body)
                #expect(answer.headers[.location] == "/")
            }
        }
    }

    @Test func `every answer carries a strict policy`() async throws {
        try await WebWorkspace().serve { client in
            for path in ["/login", "/healthz", "/nowhere", "/assets/hub.css"] {
                let answer = try await client.execute(uri: path, method: .get)
                #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            }
        }
    }
}
