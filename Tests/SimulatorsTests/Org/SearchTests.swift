import Simulators
import Testing

@Suite struct SearchTests {
    @Test(arguments: [
        ("FIND {lovelace}", ["0035g00000C0001AAB"]),
        ("FIND {LOVE*} IN NAME FIELDS RETURNING Contact", ["0035g00000C0001AAB"]),
        ("FIND {ada@acme.example} IN EMAIL FIELDS RETURNING Contact(Id, Name)", ["0035g00000C0001AAB"]),
        (
            "FIND {acme} RETURNING Account(Id WHERE Industry = 'Media'), Contact(Id ORDER BY LastName LIMIT 1)",
            ["0035g00000C0001AAB"]
        ),
        ("FIND {lovelace OR hara} RETURNING Contact", ["0035g00000C0001AAB", "0035g00000C0002AAB"]),
        ("FIND {acme AND NOT bob} RETURNING Contact", ["0035g00000C0001AAB"]), ("FIND {lov} RETURNING Contact", []),
        ("FIND {acme} IN ALL FIELDS RETURNING Account, Contact LIMIT 2", ["0015g00000A0001AAB", "0035g00000C0001AAB"]),
    ])
    func `a search finds these records`(sosl: String, ids: [String]) throws {
        let json = "[" + (try OrgFixture().org.search(sosl: sosl, version: "62.0").text) + "]"
        #expect(try JSONParser.parse(Array(json.utf8)).list?.map { $0["Id"]?.text } == ids)
    }

    @Test func `a term needs braces`() throws {
        let fixture = try OrgFixture()
        #expect(
            fixture.fault { _ = try fixture.org.search(sosl: "FIND acme", version: "62.0") }
                == SalesforceFault(
                    "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces."))
    }

    @Test(arguments: [(Duration.zero, 1), (.seconds(30), 0)])
    func `the index lags behind writes`(lag: Duration, found: Int) throws {
        let fixture = try OrgFixture(searchLag: lag)
        _ = fixture.org.insert([RecordInput(fields: [.init("Name", .text("Freshly made"))])], into: "Account")
        let json = "[" + (try fixture.org.search(sosl: "FIND {freshly}", version: "62.0").text) + "]"
        #expect(try JSONParser.parse(Array(json.utf8)).list?.count == found)
    }

    @Test func `a parameterised search takes fields, conditions and limits`() throws {
        let search = ParameterizedSearch(
            text: "acme", group: "ALL",
            targets: [.init(name: "Contact", fields: ["LastName"], condition: "FirstName = 'Bob'", limit: 5)],
            defaultLimit: nil,
            overallLimit: 10)
        #expect(try OrgFixture().org.search(search, version: "62.0").text.hasSuffix(#""LastName":"O'Hara"}"#))
    }
}

@Suite struct KnowledgeTests {
    private func library() throws -> OrgFixture {
        try OrgFixture([
            "Knowledge__kav.csv": """
            Id,KnowledgeArticleId,ArticleNumber,Title,UrlName,Summary,Language,PublishStatus,IsVisibleInApp,IsVisibleInPkb,LastPublishedDate,Category__c,Body__c
            ka05g00000K0001AAB,kA05g00000K0001CAB,000001001,Reset a password,reset,How to,en_US,Online,true,false,2026-01-01T00:00:00Z,Area:Login,<p>Go</p>
            ka05g00000K0002AAB,kA05g00000K0002CAB,000001002,Export a report,export,Csv,en_US,Online,true,true,2026-02-01T00:00:00Z,Area:Reports,<p>Do</p>
            ka05g00000K0003AAB,kA05g00000K0003CAB,000001003,Not yet,draft,,en_US,Draft,true,true,,,
            ka05g00000K0004AAB,kA05g00000K0001CAB,000001001,Passwort,reset,,de,Online,true,true,2026-01-01T00:00:00Z,,

            """
        ])
    }

    private func titles(_ request: ArticleListRequest, _ fixture: OrgFixture) throws -> [String?] {
        try fixture.org.articles(request, version: "62.0")["articles"]?.list?.map { $0["title"]?.text } ?? []
    }

    @Test func `only published articles of the language and channel are listed, newest first`() throws {
        let fixture = try library()
        var request = ArticleListRequest()
        request.language = "en-US"
        #expect(try titles(request, fixture) == ["Export a report", "Reset a password"])
        request.channel = "Pkb"
        #expect(try titles(request, fixture) == ["Export a report"])
        request.channel = nil
        request.query = "password"
        #expect(try titles(request, fixture) == ["Reset a password"])
        request.query = nil
        request.categories = #"{"Area":"Reports"}"#
        #expect(try titles(request, fixture) == ["Export a report"])
        request.categories = nil
        request.language = "de-DE,de;q=0.8"
        #expect(
            fixture.fault { _ = try titles(request, fixture) }?.message
                == "The language de-DE is not supported for articles")
        request.language = nil
        #expect(fixture.fault { _ = try titles(request, fixture) }?.message.contains("Accept-Language") == true)
    }

    @Test func `pages name the next one until the last`() throws {
        let fixture = try library()
        var request = ArticleListRequest()
        request.language = "en"
        request.pageSize = 1
        let first = try fixture.org.articles(request, version: "62.0")
        #expect(first["nextPageUrl"]?.text == "/services/data/v62.0/support/knowledgeArticles?pageSize=1&pageNumber=2")
        request.pageNumber = 2
        #expect(try fixture.org.articles(request, version: "62.0")["nextPageUrl"] == .null)
    }

    @Test func `an article is found by id and by name, with its fields`() throws {
        let fixture = try library()
        let article = try fixture.org.article("kA05g00000K0001", language: "en-US", version: "62.0")
        #expect(article["title"]?.text == "Reset a password" && article["id"]?.text == "kA05g00000K0001CAB")
        #expect(
            article["layoutItems"]?.list?.contains { $0["name"]?.text == "Body__c" && $0["value"]?.text == "<p>Go</p>" }
                == true)
        #expect(try fixture.org.article("reset", language: "de", version: "62.0")["title"]?.text == "Passwort")
    }

    @Test func `versions are queried with their type or without`() throws {
        let fixture = try library()
        #expect(
            try fixture.org.query(
                "SELECT Id FROM KnowledgeArticleVersion WHERE PublishStatus = 'Online' AND Language = 'en_US'"
            ).totalSize == 2)
        #expect(
            try fixture.org.query("SELECT Body__c FROM Knowledge__kav WHERE PublishStatus = 'Draft'").totalSize == 1)
    }
}
