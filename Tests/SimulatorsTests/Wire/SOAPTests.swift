import Simulators
import Testing

@Suite struct SOAPTests {
    private static let xml = ["Content-Type": "text/xml; charset=UTF-8", "SOAPAction": "login"]

    @Test func `a password, with or without a security token, opens a session`() async throws {
        try await withSimulator { client in
            for password in ["crosswalk-password", "crosswalk-passwordTOKEN"] {
                let reply = try await client.send(
                    "POST", "/services/Soap/u/62.0", body: Self.login(password), headers: Self.xml)
                #expect(reply.status == 200)
                var session = client
                session.token = Self.text(of: "sessionId", in: reply.text)
                #expect(try await session.get("/services/data/v62.0/limits").status == 200)
                #expect(
                    Self.text(of: "serverUrl", in: reply.text)?
                        .hasPrefix("\(client.url)/services/Soap/u/62.0/00D") == true)
                #expect(Self.text(of: "sessionSecondsValid", in: reply.text) == "7200")
            }
        }
    }

    @Test func `a wrong password is a fault with status 500`() async throws {
        try await withSimulator { client in
            let reply = try await client.send(
                "POST", "/services/Soap/u/62.0", body: Self.login("wrong"), headers: Self.xml)
            #expect(reply.status == 500)
            #expect(Self.text(of: "sf:exceptionCode", in: reply.text) == "INVALID_LOGIN")
        }
    }

    @Test func `records are created, changed and deleted`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            func call(_ body: String) async throws -> String {
                try await client.send(
                    "POST", "/services/Soap/c/62.0",
                    body: """
                        <?xml version="1.0" encoding="UTF-8"?><!-- a client --><soapenv:Envelope \
                        xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><SessionHeader>\
                        <sessionId>\(session.token ?? "")</sessionId></SessionHeader></soapenv:Header>\
                        <soapenv:Body>\(body)</soapenv:Body></soapenv:Envelope>
                        """, headers: Self.xml
                ).text
            }
            let created = try await call(
                """
                <create><sObjects xsi:type="Account"><Name>A &amp; B</Name></sObjects>\
                <sObjects xsi:type='Account'><Industry>Energy</Industry></sObjects></create>
                """)
            #expect(created.contains("<statusCode>REQUIRED_FIELD_MISSING</statusCode>"))
            let id = try #require(Self.text(of: "id", in: created))
            let changed = try await call(
                "<update><sObjects xsi:type=\"Account\"><Id>\(id)</Id><Industry><![CDATA[Energy]]></Industry></sObjects></update>"
            )
            #expect(Self.text(of: "success", in: changed) == "true")
            let row = try await session.query("SELECT Name, Industry FROM Account")
            #expect(row.json["records"]?.list?.first?["Name"] == "A & B")
            #expect(row.json["records"]?.list?.first?["Industry"] == "Energy")
            let deleted = try await call("<delete><ID>\(id)</ID></delete>")
            #expect(Self.text(of: "success", in: deleted) == "true")
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 0)
        }
    }

    /// Sends one call of a session.
    private static func call(
        _ body: String, _ session: WireClient, dialect: String = "u", version: String = "62.0"
    ) async throws -> String {
        try await session.send(
            "POST", "/services/Soap/\(dialect)/\(version)",
            body: """
                <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header>
                <SessionHeader><sessionId>\(session.token ?? "")</sessionId></SessionHeader>
                <QueryOptions><batchSize>200</batchSize></QueryOptions></e:Header><e:Body>\(body)</e:Body></e:Envelope>
                """, headers: xml
        ).text
    }

    @Test func `a query is read page by page`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(250)
            var reply = try await Self.call(
                "<query><queryString>SELECT Id, Name, CreatedDate, Site FROM Account ORDER BY Id</queryString></query>",
                session)
            #expect(Self.text(of: "size", in: reply) == "250" && Self.text(of: "done", in: reply) == "false")
            #expect(
                reply.contains(
                    "<records xsi:type=\"sf:sObject\"><sf:type>Account</sf:type><sf:Id>\(ids[0])</sf:Id><sf:Name>Account 0</sf:Name>"
                ))
            #expect(reply.contains("<sf:Site xsi:nil=\"true\"/>"))
            #expect(Self.text(of: "sf:CreatedDate", in: reply)?.hasSuffix("Z") == true)
            let locator = try #require(Self.text(of: "queryLocator", in: reply))
            reply = try await Self.call("<queryMore><queryLocator>\(locator)</queryLocator></queryMore>", session)
            #expect(reply.split(separator: "<records ").count == 51 && Self.text(of: "done", in: reply) == "true")
        }
    }

    @Test(arguments: [
        ("<getUserInfo/>", "<userName>admin@crosswalk.example</userName>"),
        ("<describeGlobal/>", "<sobjects><activateable>"),
        (
            "<describeSObjects><sObjectType>Contact</sObjectType></describeSObjects>",
            "<referenceTo>Account</referenceTo>"
        ),
        ("<describeSObject><sObjectType>account</sObjectType></describeSObject>", "<keyPrefix>001</keyPrefix>"),
        ("<describeSObject><sObjectType>Account</sObjectType></describeSObject>", "/{ID}</urlDetail>"),
        ("<describeGlobal/>", "<keyPrefix xsi:nil=\"true\"/>"),
        ("<getServerTimestamp/>", "<timestamp>20"),
        ("<getServerTimestamp/>", "<limit>100000</limit><type>API REQUESTS</type>"),
        (
            "<query><queryString>SELECT COUNT(Id), MAX(Username) name FROM User</queryString></query>",
            "<sf:type>AggregateResult</sf:type><sf:Id xsi:nil=\"true\"/><sf:expr0 xsi:type=\"xsd:int\">1</sf:expr0>"
                + "<sf:name xsi:type=\"xsd:string\">admin@crosswalk.example</sf:name>"
        ),
        ("<search><searchString>FIND {Nobody}</searchString></search>", "<searchResponse><result><queryId>"),
        (
            "<query><queryString>SELECT Nope FROM Account</queryString></query>",
            "<faultcode>sf:INVALID_FIELD</faultcode>"
        ),
        (
            "<describeSObject><sObjectType>Nope</sObjectType></describeSObject>",
            "<faultcode>sf:INVALID_TYPE</faultcode>"
        ),
        ("<queryMore><queryLocator>x</queryLocator></queryMore>", "<faultcode>sf:INVALID_QUERY_LOCATOR</faultcode>"),
        ("<sendEmail/>", "No operation sendEmail is available."),
    ])
    func `what is asked is answered or refused by name`(body: String, part: String) async throws {
        try await withSimulator { client in
            let reply = try await Self.call(body, try await client.loggedIn())
            #expect(reply.contains(part), "\(reply.prefix(2000))")
        }
    }

    @Test func `an envelope that nests too deep cannot be read`() async throws {
        try await withSimulator { client in
            let reply = try await client.send(
                "POST", "/services/Soap/u/62.0", body: String(repeating: "<a>", count: 100_000), headers: Self.xml)
            #expect(reply.status == 500 && reply.text.contains("The envelope cannot be read."))
        }
    }

    @Test func `records are retrieved, and what changed is told`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(2)
            let retrieved = try await Self.call(
                "<retrieve><fieldList>Id, Name</fieldList><sObjectType>Account</sObjectType><ids>\(ids[1])</ids><ids>001000000000000AAA</ids></retrieve>",
                session)
            #expect(
                retrieved.contains("<sf:Name>Account 1</sf:Name>") && retrieved.contains("<result xsi:nil=\"true\"/>"))
            _ = try await Self.call("<delete><ids>\(ids[0])</ids></delete>", session)
            let now = try #require(
                Self.text(of: "timestamp", in: try await Self.call("<getServerTimestamp/>", session)))
            let window =
                "<sObjectType>Account</sObjectType><startDate>\(now.prefix(10))T00:00:00Z</startDate>"
                + "<endDate>\(now.prefix(10))T23:59:59Z</endDate>"
            let updated = try await Self.call("<getUpdated>\(window)</getUpdated>", session)
            let deleted = try await Self.call("<getDeleted>\(window)</getDeleted>", session)
            #expect(Self.text(of: "ids", in: updated) == ids[1])
            #expect(Self.text(of: "id", in: deleted) == ids[0])
            _ = try await Self.call("<undelete><ids>\(ids[0])</ids></undelete>", session)
            #expect(try await session.query("SELECT count() FROM Account").json["totalSize"] == 2)
            _ = try await Self.call("<logout/>", session)
            #expect(try await Self.call("<getUserInfo/>", session).contains("INVALID_SESSION_ID"))
        }
    }

    /// As the WSDLs of these versions have them.
    @Test(arguments: [
        ("38.0", ["hasSubtypes", "idEnabled", "keyPrefix"], ["deepCloneable", "isSubtype", "chatterExternal"]),
        ("49.0", ["deepCloneable", "idEnabled", "implementedBy", "isSubtype"], ["associateEntityType"]),
        ("58.0", ["activateable", "associateEntityType", "chatterExternal"], ["extendedBy", "sobjectDescribeOption"]),
    ])
    func `a version gets the elements that it knows`(version: String, known: [String], unknown: [String]) async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            var reply = ""
            for body in ["<describeSObject><sObjectType>Account</sObjectType></describeSObject>", "<getUserInfo/>"] {
                reply += try await Self.call(body, session, version: version)
            }
            #expect(known.filter { !reply.contains("<\($0)") } == [])
            #expect(unknown.filter { reply.contains("<\($0)") } == [])
        }
    }

    @Test func `the elements of a describe stand in the order of the alphabet`() async throws {
        try await withSimulator { client in
            let reply = try await Self.call("<describeGlobal/>", try await client.loggedIn())
            let entry = try #require(Self.text(of: "sobjects", in: reply))
            let names = entry.matches(of: /<(\w+)/).map { String($0.output.1) }
            #expect(names == names.sorted() && names.contains("idEnabled") && !names.contains("urlDetail"))
        }
    }

    @Test func `a page has 500 rows where nobody says how many`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            try await session.insertAccounts(501)
            let body = "<query><queryString>SELECT Id FROM Account</queryString></query>"
            let header = "<Header><sessionId>\(session.token ?? "")</sessionId></Header>"
            let reply = try await session.send(
                "POST", "/services/Soap/u/62.0", body: "<Envelope>\(header)<Body>\(body)</Body></Envelope>",
                headers: Self.xml
            ).text
            #expect(reply.split(separator: "<records ").count == 501 && Self.text(of: "done", in: reply) == "false")
        }
    }

    @Test func `what is taken out of the recycle bin is gone for good`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let ids = try await session.insertAccounts(2)
            _ = try await Self.call("<delete><ids>\(ids[0])</ids></delete>", session)
            let reply = try await Self.call(
                "<emptyRecycleBin><ids>\(ids[0])</ids><ids>\(ids[1])</ids></emptyRecycleBin>", session)
            #expect(reply.contains("<id>\(ids[0])</id><success>true</success>"))
            #expect(reply.contains("<statusCode>DELETE_FAILED</statusCode></errors><id>\(ids[1])</id>"))
            #expect(try await Self.call("<undelete><ids>\(ids[0])</ids></undelete>", session).contains("false"))
            let left = try await session.get("/services/data/v62.0/queryAll?q=SELECT+Id+FROM+Account")
            #expect(left.json["records"]?.list?.map { $0["Id"] } == [.text(ids[1])])
        }
    }

    @Test(arguments: [("u", "urn:partner.soap.sforce.com"), ("c", "urn:enterprise.soap.sforce.com")])
    func `an answer is in the form of the address asked`(dialect: String, namespace: String) async throws {
        try await withSimulator { client in
            let login = try await client.send(
                "POST", "/services/Soap/\(dialect)/62.0", body: Self.login("crosswalk-password"), headers: Self.xml)
            #expect(login.text.contains(" xmlns=\"\(namespace)\""))
            #expect(Self.text(of: "serverUrl", in: login.text)?.contains("/Soap/\(dialect)/62.0/") == true)
            var session = client
            session.token = Self.text(of: "sessionId", in: login.text)
            let reply = try await Self.call(
                "<query><queryString>SELECT Username FROM User</queryString></query>", session, dialect: dialect)
            #expect(
                reply.contains(
                    dialect == "u" ? "<sf:type>User</sf:type>" : "<records xsi:type=\"sf:User\"><sf:Username>"))
        }
    }

    private static func login(_ password: String) -> String {
        """
        <?xml version="1.0" encoding="utf-8" ?>
        <env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>
        <n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>admin@crosswalk.example</n1:username>
        <n1:password>\(password)</n1:password></n1:login></env:Body></env:Envelope>
        """
    }

    private static func text(of name: String, in xml: String) -> String? {
        guard let start = xml.firstRange(of: "<\(name)>"), let end = xml.firstRange(of: "</\(name)>") else {
            return nil
        }
        return String(xml[start.upperBound..<end.lowerBound])
    }
}
