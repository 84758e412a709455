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
