import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import SyncEngine
import Testing
import Web

/// The pages about members and accounts together: Community Management, Data Steward, Reports.
@Suite struct CommunityPagesTests {
    private static let now = Instant(milliseconds: 1_790_000_000_000)

    /// Two accounts of one name, one with known people, an open domain, and a member whose name tries to be markup.
    private static func workspace() async throws -> WebWorkspace {
        let workspace = try WebWorkspace()
        let store = workspace.store
        try await load(
            store, .accounts, ["id", "name", "website"],
            [
                ["a1", "Acme", "https://acme.example"], ["b1", "Twin", ""], ["b2", "Twin", ""],
                ["c1", "Open Corp", ""],
            ])
        try await load(
            store, .users, ["id", "account_id", "email"],
            [["u1", "a1", "jo@acme.com"], ["u2", "c1", "x@opencorp-mail.com"], ["u3", "c1", "y@opencorp-mail.com"]])
        try await store.finishLoading()
        let members = [
            ["1", "jo", "jo@acme.com"], ["2", "<script>alert(1)</script>", "ann@twin.com"],
            ["3", "kim", "kim@opencorp-mail.com"], ["4", "lee", "lee@gmail.com"],
            ["5", "=cmd()", "max@opencorp-mail.com"],
        ]
        var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
        for member in members {
            for cell in ["customer-en"] + member + [String](repeating: "", count: 5)
                + ["2026-09-20T00:00:00Z", "", "", ""]
            {
                batch.append(cell.utf8)
            }
        }
        _ = try await store.load([batch], as: try .whole(.users))
        try await associate(store)
        for role in Role.allCases { try await workspace.addPerson(role) }
        return workspace
    }

    @discardableResult
    private static func associate(_ store: HubStore) async throws -> AssociateStage.Report {
        try await AssociateStage(store: store).run(HubConfiguration(), run: RunNumber(1), at: now)
    }

    private static func load(
        _ store: HubStore, _ kind: RecordKind, _ header: [String], _ rows: [[String]]
    ) async throws {
        var batch = TextBatch(columnCount: header.count)
        for row in rows {
            for cell in row { batch.append(cell.utf8) }
        }
        _ = try await store.load([batch], as: ImportPlan(kind: kind, header: header, attributes: []))
    }

    /// What a person with this role is shown at an address.
    private static func page(_ path: String, _ workspace: WebWorkspace, as role: Role = .viewer) async throws -> String
    {
        let shown = PageText()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(role, client)
            let answer = try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            #expect(answer.status == .ok, "\(path)")
            await shown.set(String(buffer: answer.body))
        }
        return await shown.text
    }

    /// Posts a form with the page's own token; returns what is shown afterwards.
    private static func post(
        _ path: String, _ fields: String, _ workspace: WebWorkspace, from page: String
    ) async throws -> String {
        let shown = PageText()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.editor, client)
            let form = String(
                buffer: try await client.execute(uri: page, method: .get, headers: [.cookie: cookie]).body)
            let token = form.components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" }
            let answer = try await client.execute(
                uri: path, method: .post, headers: [.cookie: cookie],
                body: ByteBuffer(string: "csrf=\(escapedForURL(String(token ?? "")))&\(fields)"))
            guard answer.status == .seeOther, let next = answer.headers[.location] else {
                return await shown.set(String(buffer: answer.body))
            }
            let after = try await client.execute(uri: next, method: .get, headers: [.cookie: cookie])
            await shown.set(String(buffer: after.body))
        }
        return await shown.text
    }

    @Test(
        arguments: [
            "/community", "/community/members", "/community/members?account=ambiguous", "/community/members?search=KIM",
            "/community/members/customer-en/2", "/community/log", "/steward", "/steward/several", "/steward/domains",
            "/reports",
        ] + CommunityReport.allCases.map { "/reports/\($0.rawValue)" })
    func `a page about the community is whole and lets no member's text become markup`(path: String) async throws {
        let page = try await Self.page(path, try await Self.workspace())
        #expect(page.hasSuffix("</html>\n") || page.hasSuffix("</html>"))
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains(" style="))
        for tag in ["div", "form", "ul", "li", "p ", "p>", "button", "nav", "a ", "span", "section", "svg"] {
            #expect(!page.contains("&lt;\(tag)"), "\(tag) is escaped")
        }
    }

    @Test(arguments: [
        ("", 5), ("?search=KIM@", 1), ("?search=1", 1), ("?account=linked", 1), ("?account=ambiguous", 1),
        ("?account=excluded", 1), ("?account=unmatched", 2), ("?domain=opencorp-mail.com", 2), ("?of=a1", 1),
        ("?tenant=customer-en", 5), ("?tenant=nowhere", 0), ("?search=%25", 0),
        ("?after_tenant=customer-en&after=3", 2),
    ])
    func `members are found by what is asked`(query: String, count: Int) async throws {
        let page = try await Self.page("/community/members" + query, try await Self.workspace())
        #expect(page.components(separatedBy: "<tr><th scope=\"row\">").count - 1 == count)
    }

    @Test(arguments: [
        ("1", "Belongs to <a href=\"/accounts/a1\">Acme</a>, by Known person."),
        ("2", "No account: several fit, and none was taken."), ("3", "No account: nobody was found."),
        ("4", "No account: the address is with a provider of free or disposable mail."),
    ])
    func `a member's page says why they belong where they do`(id: String, sentence: String) async throws {
        let page = try await Self.page("/community/members/customer-en/\(id)", try await Self.workspace())
        #expect(page.contains(sentence))
        // A viewer decides nothing.
        #expect(!page.contains("Decide by hand"))
    }

    @Test func `an open domain comes with its likely account, the reason, and who would be linked`() async throws {
        let workspace = try await Self.workspace()
        let queue = try await Self.page("/steward", workspace, as: .editor)
        #expect(queue.contains("opencorp-mail.com</h2>"))
        #expect(queue.contains("2 product users of this domain"))
        #expect(queue.contains("value=\"c1\" checked"))

        let preview = try await Self.post(
            "/steward", "act=preview&domain=opencorp-mail.com&account=c1", workspace, from: "/steward")
        #expect(preview.contains("<b>2</b>members newly linked"))
        #expect(preview.contains("kim@<wbr>opencorp-mail.com") && preview.contains("max@<wbr>opencorp-mail.com"))
        #expect(try await workspace.store.assignments(ofDomains: ["opencorp-mail.com"]).isEmpty)

        let after = try await Self.post(
            "/steward", "act=assign&domain=opencorp-mail.com&account=c1", workspace, from: "/steward")
        #expect(after.contains("opencorp-mail.com belongs to Open Corp."))
        #expect(after.contains("Assigned to <a href=\"/accounts/c1\">Open Corp</a>"))
        try await Self.associate(workspace.store)
        let member = try await Self.page("/community/members/customer-en/3", workspace)
        #expect(member.contains("Belongs to <a href=\"/accounts/c1\">Open Corp</a>, by Assigned domain."))

        let taken = try await Self.post(
            "/steward/domains", "domain=opencorp-mail.com&account=c1", workspace, from: "/steward/domains")
        #expect(taken.contains("No domain is assigned yet."))
    }

    @Test(arguments: [
        ("domain=opencorp-mail.com", "Choose an account for opencorp-mail.com"),
        ("domain=opencorp-mail.com&account=nobody&act=preview", "No account has the id nobody"),
        ("domain=opencorp-mail.com&account=nobody&act=assign", "No account has the id nobody"),
        ("domain=opencorp-mail.com&other=nobody&act=never", "No account has the id nobody"),
        ("domain=no+domain&act=nobody", "is no domain that somebody registered"),
        ("domain=gmail.com&account=c1&act=assign", "provider of free or disposable mail"),
    ])
    func `an assignment that cannot be is refused in words`(fields: String, words: String) async throws {
        let workspace = try await Self.workspace()
        let page = try await Self.post("/steward", fields, workspace, from: "/steward")
        #expect(page.contains(words))
        #expect(try await workspace.store.assignedDomains(after: nil, limit: 10).isEmpty)
    }

    @Test func `an account that a person ruled out for a domain is never suggested again, until they reconsider`()
        async throws
    {
        let workspace = try await Self.workspace()
        let before = try await Self.page("/steward", workspace)
        #expect(before.contains("because 2 product users of this domain"))
        let after = try await Self.post(
            "/steward", "act=never&domain=opencorp-mail.com&account=c1", workspace, from: "/steward")
        #expect(after.contains("c1 is not suggested for opencorp-mail.com any more."))
        #expect(after.contains("opencorp-mail.com</h2>") && !after.contains("because 2 product users"))
        // Nor after everything was counted anew.
        try await Self.associate(workspace.store)
        let open = try await workspace.store.unresolvedDomains(
            limit: 10, providers: MailProviders(), now: Self.now)
        #expect(open.domains.map(\.domain) == ["opencorp-mail.com", "twin.com"])
        #expect(open.domains.first?.suggestions.contains { $0.account == "c1" } == false)

        let listed = try await Self.page("/steward/domains", workspace, as: .editor)
        #expect(listed.contains("Ruled out</h2>") && listed.contains("<a href=\"/accounts/c1\">Open Corp</a>"))
        let again = try await Self.post(
            "/steward/domains", "act=reconsider&domain=opencorp-mail.com&account=c1", workspace,
            from: "/steward/domains")
        #expect(again.contains("opencorp-mail.com is open again."))
        #expect(try await Self.page("/steward", workspace).contains("because 2 product users of this domain"))
    }

    @Test func `a domain that is nobody's waits no longer, and an assignment takes that back`() async throws {
        let workspace = try await Self.workspace()
        let after = try await Self.post(
            "/steward", "act=nobody&domain=opencorp-mail.com", workspace, from: "/steward")
        #expect(after.contains("opencorp-mail.com is nobody&#39;s, and waits no longer."))
        #expect(!after.contains("opencorp-mail.com</h2>"))
        #expect(after.contains("<b>1</b><a href=\"/steward\">open domains</a>"))
        try await workspace.store.assign(domain: "opencorp-mail.com", to: "c1", providers: MailProviders())
        #expect(try await workspace.store.refusals(ofDomains: nil, after: nil, limit: 10).isEmpty)
        // What is assigned is not ruled out by mistake.
        await #expect(throws: PlainError.self) {
            try await workspace.store.refuse(
                DomainRefusal(domain: "opencorp-mail.com", account: "c1", author: "test", at: Self.now))
        }
    }

    @Test func `an account may be named by the beginning of its name, and several are told apart`() async throws {
        let workspace = try await Self.workspace()
        let one = try await Self.post(
            "/steward", "act=preview&domain=opencorp-mail.com&other=open", workspace, from: "/steward")
        #expect(one.contains("Open Corp</a> would get opencorp-mail.com"))
        let several = try await Self.post(
            "/steward", "act=assign&domain=opencorp-mail.com&other=Twin", workspace, from: "/steward")
        #expect(several.contains("“Twin” fits several accounts"))
        #expect(several.contains("value=\"b1\"") && several.contains("value=\"b2\""))
        #expect(several.contains("name=\"act\" value=\"assign\""))
    }

    @Test(arguments: [
        ("verdict=link&account=b2", "Belongs to <a href=\"/accounts/b2\">Twin</a>, by hand."),
        ("verdict=never&account=b1", "Belongs to <a href=\"/accounts/b2\">Twin</a>, by Account&#39;s name."),
        ("verdict=never", "No account, as a person decided."), ("verdict=link", "its id is missing"),
        ("verdict=link&account=nobody", "There is no account nobody"), ("", "Nothing was decided."),
    ])
    func `a person's word about a member is obeyed`(fields: String, words: String) async throws {
        let workspace = try await Self.workspace()
        let path = "/community/members/customer-en/2"
        #expect(try await Self.post(path + "/decide", fields, workspace, from: path).contains(words))
    }

    @Test func `members whom several accounts fit are decided one after the other`() async throws {
        let workspace = try await Self.workspace()
        let queue = try await Self.page("/steward/several", workspace, as: .editor)
        #expect(queue.contains("name=\"account\" value=\"b1\"") && queue.contains("name=\"account\" value=\"b2\""))
        let after = try await Self.post(
            "/community/members/customer-en/2/decide", "verdict=link&account=b1&back=/steward/several", workspace,
            from: "/steward/several")
        #expect(after.contains("Remembered."))
        try await Self.associate(workspace.store)
        #expect(try await Self.page("/steward/several", workspace).contains("Nobody waits for a decision."))
    }

    @Test func `a report is the same as a page and as a file that no spreadsheet runs`() async throws {
        let workspace = try await Self.workspace()
        let page = try await Self.page("/reports/active-members?days=30", workspace)
        #expect(page.contains("<svg class=\"chart report\""))
        #expect(page.contains("<td><a href=\"/accounts/a1\">Acme</a></td><td class=\"number\">1</td>"))
        let file = try await Self.page("/reports/active-members/csv?days=30", workspace)
        #expect(file.contains("account_id,account,members,active"))
        #expect(file.contains("a1,Acme,1,1"))
    }
}

/// A text that a test's closure leaves behind.
private actor PageText {
    private(set) var text = ""

    func set(_ text: String) {
        self.text = text
    }
}
