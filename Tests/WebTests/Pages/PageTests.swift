import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

@Suite struct PageTests {
    /// Accounts whose names and ids try to be markup, one of them linked by hand.
    private static func workspace() async throws -> WebWorkspace {
        var configuration = HubConfiguration()
        configuration.workspace.name = "<b>Acme</b> & Söhne"
        let plan = AttributeDefinition(entity: .account, apiName: "plan", type: .string)
        configuration.attributes = [plan]
        configuration.accounts.match = [
            .salesforceID, .customField(ours: "plan", theirs: "Plan__c", ignoresCase: true),
            .websiteDomain(.registrable),
        ]
        configuration.accounts.pull = [PullMapping(from: "Plan__c", to: "plan", ignoresNulls: true)]
        configuration.accounts.push = [
            PushMapping(source: .kpi("feature_users_30d", feature: "<i>"), to: "PX_F__c", rounds: true)
        ]
        let workspace = try WebWorkspace(configuration)
        _ = try await workspace.store.declare([plan])
        let header = ["id", "name", "website", "plan"]
        var batch = TextBatch(columnCount: header.count)
        for row in [
            ["a1", "<script>alert(1)</script>", "https://one.example", "gold"],
            ["a&2", "Two \"quoted\"", "", "silver"],
            ["a3", "=cmd()", "https://three.example", ""],
        ] {
            for cell in row { batch.append(cell.utf8) }
        }
        _ = try await workspace.store.load(
            [batch], as: ImportPlan(kind: .accounts, header: header, attributes: [plan]))
        try await workspace.addPerson(.editor)
        try await workspace.addPerson(.admin)
        return workspace
    }

    private static func text(_ answer: TestResponse) -> String { String(buffer: answer.body) }

    @Test(arguments: [
        "/", "/matching", "/matching?entity=users", "/mapping", "/mapping?entity=users", "/accounts",
        "/accounts?show=plan&column=plan&is=equals&value=gold", "/audience", "/accounts/a1", "/accounts/a%262", "/runs",
        "/runs/preview", "/runs/ambiguous?entity=users", "/runs/collisions", "/runs/drift", "/timeline", "/settings",
        "/settings/configuration", "/settings/people", "/settings/keys", "/settings/audit", "/settings/backup",
    ])
    func `a page is whole, names its title, and lets no record's text become markup`(path: String) async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.admin, client)
            let answer = try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            #expect(answer.status == .ok)
            let page = Self.text(answer)
            #expect(page.contains("&lt;b&gt;Acme&lt;/b&gt; &amp; Söhne"))
            #expect(!page.contains("<script>alert"))
            #expect(!page.contains("<i>") && !page.contains("&amp;amp;"))
            // Our own markup, taken for text, would show so.
            for tag in ["div", "form", "ul", "li", "p ", "p>", "button", "nav", "a ", "span"] {
                #expect(!page.contains("&lt;\(tag)"), "\(tag) is escaped")
            }
            #expect(!page.contains(" style=") && !page.contains(" onclick="))
            #expect(page.contains("</h1>") && page.hasSuffix("</html>"))
        }
    }

    @Test(arguments: [
        ("integrations", "/"), ("matching", "/matching"), ("mapping", "/mapping"), ("accounts", "/accounts?show=plan"),
        ("account", "/accounts/a1"), ("timeline", "/timeline"), ("runs", "/runs"), ("settings", "/settings"),
    ])
    func `a page looks as it was last agreed on`(name: String, path: String) async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let page = Self.text(try await client.execute(uri: path, method: .get, headers: [.cookie: cookie]))
            let parts = page.components(separatedBy: "name=\"csrf\" value=\"")
            let steady = parts.prefix(1) + parts.dropFirst().map { "TOKEN" + $0.drop { $0 != "\"" } }
            try expectSnapshot(HTML(markup: steady.joined(separator: "name=\"csrf\" value=\"")), name)
        }
    }

    @Test(arguments: [
        ("/accounts?search=wto", 0), ("/accounts?search=TWO%20", 1), ("/accounts?search=a", 3),
        ("/accounts?column=plan&is=set&value=", 2), ("/accounts?column=plan&is=not_set&value=", 1),
        ("/accounts?column=name&is=contains&value=quoted", 1), ("/accounts?column=link&is=equals&value=linked", 0),
        ("/accounts?column=link&is=equals&value=unmatched", 3), ("/accounts?sort=name&descending=1", 3),
    ])
    func `an explorer shows what was looked for`(path: String, rows: Int) async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let page = Self.text(try await client.execute(uri: path, method: .get, headers: [.cookie: cookie]))
            #expect(page.components(separatedBy: "<tr><th scope=\"row\">").count - 1 == rows)
        }
    }

    @Test func `a file for spreadsheets holds no formula`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let answer = try await client.execute(
                uri: "/accounts.csv?show=plan", method: .get, headers: [.cookie: cookie])
            let text = Self.text(answer)
            #expect(text.contains("a3,'=cmd(),"))
            #expect(text.contains("\"Two \"\"quoted\"\"\""))
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"accounts.csv\"")
        }
    }

    @Test func `the file of a search holds every row of it`() async throws {
        let workspace = try await Self.workspace()
        var batch = TextBatch(columnCount: 2)
        for number in 0..<12_001 { for cell in ["z\(number)", "Zo \(number)"] { batch.append(cell.utf8) } }
        _ = try await workspace.store.load(
            [batch], as: ImportPlan(kind: .accounts, header: ["id", "name"], attributes: []))
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let answer = try await client.execute(
                uri: "/accounts.csv?search=zO", method: .get, headers: [.cookie: cookie])
            let lines = Self.text(answer).split(separator: "\r\n")
            #expect(lines.count == 12_002)
            #expect(Set(lines).count == lines.count)
        }
    }

    @Test func `the queue of ambiguities leads to its other half`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let page = Self.text(
                try await client.execute(uri: "/runs/ambiguous", method: .get, headers: [.cookie: cookie]))
            #expect(page.contains("href=\"/runs/ambiguous?entity=accounts&amp;picked=1\""))
        }
    }

    @Test func `a configuration that somebody else changed meanwhile is not overwritten`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.admin, client)
            let path = "/settings/configuration"
            let form = Self.text(try await client.execute(uri: path, method: .get, headers: [.cookie: cookie]))
            let field = { (name: String) in
                String(
                    form.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first?.prefix { $0 != "\"" }
                        ?? "")
            }
            let post = { (replaces: String) in
                try await client.execute(
                    uri: path, method: .post, headers: [.cookie: cookie],
                    body: ByteBuffer(
                        string: "csrf=\(escapedForURL(field("csrf")))&act=apply&text=mine%3A+1"
                            + "&replaces=\(escapedForURL(replaces))"))
            }
            let page = Self.text(try await post("another"))
            #expect(page.contains("Somebody else has changed the configuration"))
            // Both texts stand on the page, and what is sent next replaces the one that was shown.
            #expect(page.contains("workspace: {}") && page.contains("mine: 1</textarea>"))
            #expect(page.contains("name=\"replaces\" value=\"\(field("replaces"))\""))
            #expect(try await post(field("replaces")).status == .seeOther)
        }
    }

    @Test func `a decision by hand is remembered and shown on the record's page`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let post = { (body: String) in
                let page = Self.text(
                    try await client.execute(uri: "/accounts/a1", method: .get, headers: [.cookie: cookie]))
                let token = page.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix {
                    $0 != "\""
                }
                return try await client.execute(
                    uri: "/accounts/a1/decide", method: .post,
                    headers: [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "csrf=\(escapedForURL(String(token ?? "")))&\(body)"))
            }
            #expect(try await post("verdict=link&salesforce_id=001000000000001").status == .seeOther)
            let page = Self.text(
                try await client.execute(uri: "/accounts/a1", method: .get, headers: [.cookie: cookie]))
            #expect(page.contains("A person said: this is 001000000000001AAA"))
            #expect(page.contains("Remembered."))
            // What is no id is refused in words, and changes nothing.
            _ = try await post("verdict=link&salesforce_id=nonsense")
            let after = Self.text(
                try await client.execute(uri: "/accounts/a1", method: .get, headers: [.cookie: cookie]))
            #expect(after.contains("is no Salesforce id"))
        }
    }

    @Test func `a what-if shows the posted rules and writes none`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let form = Self.text(try await client.execute(uri: "/matching", method: .get, headers: [.cookie: cookie]))
            let token = form.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" }
            let sent = try await client.execute(
                uri: "/matching", method: .post, headers: [.cookie: cookie],
                body: ByteBuffer(
                    string: "csrf=\(escapedForURL(String(token ?? "")))&entity=accounts&act=preview&on=1&count=2"
                        + "&rule.0.kind=name&rule.0.on=1&rule.0.order=2"
                        + "&rule.1.kind=website_domain&rule.1.on=1&rule.1.order=1&rule.1.compare=registrable"))
            // It has an address, without the form's secret, so that going back and forth sends nothing again.
            let address = try #require(sent.headers[.location])
            #expect(sent.status == .seeOther && !address.contains("csrf"))
            let answer = try await client.execute(uri: address, method: .get, headers: [.cookie: cookie])
            let page = Self.text(answer)
            #expect(answer.status == .ok)
            #expect(page.contains("What these rules would do"))
            #expect(page.contains("<option value=\"registrable\" selected>"))
            let domain = page.range(of: "value=\"website_domain\"")
            let name = page.range(of: "value=\"name\"")
            #expect(domain.map { $0.lowerBound < (name?.lowerBound ?? page.startIndex) } == true)
        }
    }
}
