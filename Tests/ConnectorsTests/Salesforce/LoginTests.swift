import Connectors
import Cryptography
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct LoginTests {
    @Test func `a login by client credentials goes on with the instance address and the newest version spoken`()
        async throws
    {
        let org = try RecordedOrg()
        let connected = try await org.connector().connect()
        #expect(connected.instanceURL == org.server.url)
        #expect(connected.version == "67.0")
        let login = try #require(org.requests("POST /services/oauth2/token").first)
        #expect(
            login.form == [
                "grant_type": "client_credentials", "client_id": "3MVG9.client", "client_secret": "s3cret",
            ])
    }

    @Test func `client credentials can go as HTTP Basic`() async throws {
        let org = try RecordedOrg()
        _ = try await org.connector(login: .clientCredentials(secret: Secret("s3cret"), style: .basic)).connect()
        let login = try #require(org.requests("POST /services/oauth2/token").first)
        #expect(login.form == ["grant_type": "client_credentials"])
        let basic = Data("3MVG9.client:s3cret".utf8).base64EncodedString()
        #expect(login.headers["authorization"] == "Basic \(basic)")
    }

    @Test func `a JWT bearer assertion is signed by RS256 and names app, user and audience`() async throws {
        let org = try RecordedOrg()
        let keys = try RSAKeyPair()
        let login = ConnectionSettings.Login.jwtBearer(
            username: "integration@acme.example", privateKey: Secret(keys.privateKey))
        _ = try await org.connector(login: login).connect()
        let form = try #require(org.requests("POST /services/oauth2/token").first).form
        #expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        let parts = try #require(form["assertion"]).split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let claims = try #require(
            try JSONSerialization.jsonObject(with: base64URLDecoded(parts[1])) as? [String: NSObject])
        #expect(claims["iss"] == "3MVG9.client" as NSString)
        #expect(claims["sub"] == "integration@acme.example" as NSString)
        #expect(claims["aud"] == org.server.url as NSString)
        #expect(claims["exp"] == 1_778_661_170 as NSNumber)
        let isValid = try RSAPublicKey(pem: keys.publicKey).isValid(
            signature: Array(base64URLDecoded(parts[2])), of: Array("\(parts[0]).\(parts[1])".utf8))
        #expect(isValid)
    }

    @Test func `a private key that is none is refused in plain words`() async throws {
        let org = try RecordedOrg()
        let login = ConnectionSettings.Login.jwtBearer(username: "u", privateKey: Secret("-----BEGIN NONSENSE-----"))
        let error = await #expect(throws: SalesforceError.self) { try await org.connector(login: login).connect() }
        #expect(error?.reason == .badPrivateKey)
    }

    @Test func `when the session ends, many requests share one refresh, whose new token is saved before it is used`()
        async throws
    {
        let saved = Mutex<[String]>([])
        let server = try RotatingOrg(saved: { saved.withLock { $0 } })
        let connector = SalesforceConnector(
            ConnectionSettings(
                loginURL: server.url, clientID: "3MVG9.client", login: .refreshToken(Secret("refresh-0"))),
            over: HTTPConnection(logger: .init(label: "test"), clock: PassingClock()),
            saveRefreshToken: { token in saved.withLock { $0.append(token.value) } })
        _ = try await connector.quota()
        server.endSession()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await connector.quota() } }
            try await group.waitForAll()
        }
        #expect(server.refreshTokensUsed == ["refresh-0", "refresh-1"])
        #expect(saved.withLock { $0 } == ["refresh-1", "refresh-2"])
        #expect(server.unsavedUses == 0)
    }

    @Test(arguments: [
        (
            400, #"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#,
            SalesforceError.Reason.authorizationExpired
        ),
        (400, #"{"error":"invalid_grant","error_description":"authentication failure"}"#, .authenticationFailed),
        (400, #"{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}"#, .userNotApproved),
        (400, #"{"error":"invalid_client_id","error_description":"client identifier invalid"}"#, .invalidClient),
        (401, #"{"error":"invalid_client","error_description":"invalid client credentials"}"#, .invalidClient),
        (
            400, #"{"error":"invalid_grant","error_description":"ip restricted or invalid login hours"}"#,
            .loginRestricted
        ),
        (400, #"{"error":"unsupported_grant_type","error_description":"grant type not supported"}"#, .grantNotAllowed),
        (
            400, #"{"error":"redirect_uri_mismatch","error_description":"redirect_uri must match configuration"}"#,
            .redirectMismatch
        ),
        (400, #"{"error":"inactive_user","error_description":"user is inactive"}"#, .inactiveUser),
        (400, #"{"error":"rate_limit_exceeded","error_description":"login rate exceeded"}"#, .loginRateLimited),
        (400, #"{"error":"invalid_request","error_description":"must specify username"}"#, .authenticationFailed),
        (400, #"{"error":"OAUTH_APP_BLOCKED","error_description":"this app is blocked by admin"}"#, .appBlocked),
    ])
    func `each refusal of a login has its reason and asks for a person`(
        status: Int, body: String, reason: SalesforceError.Reason
    ) async throws {
        let org = try RecordedOrg(["POST /services/oauth2/token": [.json(body, status: status)]])
        let error = await #expect(throws: SalesforceError.self) { try await org.connector().connect() }
        #expect(error?.reason == reason)
        #expect(error?.remedy == (reason == .loginRateLimited ? .pauseRun : .reauthorize))
    }

    @Test func `a login that is refused is not tried again for each who waits for it`() async throws {
        let dead = #"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#
        let org = try RecordedOrg(["POST /services/oauth2/token": [.json(dead, status: 400)]])
        let connector = org.connector()
        await withTaskGroup(of: SalesforceError?.self) { group in
            for _ in 0..<20 {
                group.addTask { await #expect(throws: SalesforceError.self) { try await connector.quota() } }
            }
            for await error in group { #expect(error?.reason == .authorizationExpired) }
        }
        #expect(org.requests("POST /services/oauth2/token").count < 20)
    }

    @Test func `a login host that answers with a web page is named as the mistake`() async throws {
        let page = RecordedServer.Answer(
            headers: [("Content-Type", "text/html")], body: Array("<html><body>Log in</body></html>".utf8))
        let org = try RecordedOrg(["POST /services/oauth2/token": [page]])
        let error = await #expect(throws: SalesforceError.self) { try await org.connector().connect() }
        #expect(error?.reason == .webPageInsteadOfData)
        #expect(error?.advice.contains("web page instead of data; check login_url") == true)
    }

    @Test func `an org that speaks only old versions is refused`() async throws {
        let org = try RecordedOrg([
            "GET /services/data": [.json(#"[{"label":"Spring '21","url":"/services/data/v51.0","version":"51.0"}]"#)]
        ])
        let error = await #expect(throws: SalesforceError.self) { try await org.connector().connect() }
        #expect(error?.reason == .versionTooOld)
    }

    @Test func `the browser flow proves itself by PKCE`() async throws {
        let org = try RecordedOrg([
            "POST /services/oauth2/token": [
                .json(
                    #"{"access_token":"00D!x","instance_url":"https://acme.my.salesforce.com","refresh_token":"5Aep861"}"#
                )
            ]
        ])
        // The example of RFC 7636, appendix B.
        let web = WebLogin(
            loginURL: org.server.url, clientID: "3MVG9.client", redirectURI: "http://localhost:8080/oauth/callback?a=1",
            state: "st&te", verifier: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(web.authorizeURL.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"))
        #expect(web.authorizeURL.contains("state=st%26te"))
        let connection = HTTPConnection(logger: .init(label: "test"), clock: PassingClock())
        let token = try await web.refreshToken(forCode: "aPrx", clientSecret: Secret("s"), over: connection)
        #expect(token.value == "5Aep861")
        let form = try #require(org.requests("POST /services/oauth2/token").first).form
        #expect(form["code_verifier"] == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(form["redirect_uri"] == "http://localhost:8080/oauth/callback?a=1")
    }

    @Test(arguments: [
        ("https://login.salesforce.com/", "https://login.salesforce.com"),
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("http://localhost:8080/services/oauth2", "http://localhost:8080"),
    ])
    func `a login address is taken as people paste it`(pasted: String, origin: String) {
        #expect(ConnectionSettings.origin(of: pasted) == origin)
    }

    @Test func `a secret shows itself to nobody`() {
        let settings = ConnectionSettings(
            loginURL: "x", clientID: "c", login: .clientCredentials(secret: Secret("hush")))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(String(reflecting: settings)) \(dumped)".contains("hush"))
    }

    private func base64URLDecoded(_ text: String) -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }
}

/// An org with refresh-token rotation: each use kills the token and gives the next.
private final class RotatingOrg: Sendable {
    private struct State {
        var url = ""
        var refreshTokensUsed: [String] = []
        var isEnded = false
        var unsavedUses = 0

        mutating func refresh(_ token: String?) -> RecordedServer.Answer {
            guard token == "refresh-\(refreshTokensUsed.count)" else {
                let dead = #"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#
                return .json(dead, status: 400)
            }
            refreshTokensUsed.append(token ?? "")
            isEnded = false
            let number = refreshTokensUsed.count
            return .json(
                """
                {"access_token":"session-\(number)","instance_url":"\(url)","refresh_token":"refresh-\(number)"}
                """)
        }

        mutating func use(_ request: RecordedServer.Request, saved: [String]) -> RecordedServer.Answer {
            let number = refreshTokensUsed.count
            // Requests of the old session may still arrive; only those of the new one count.
            guard !isEnded, request.headers["authorization"] == "Bearer session-\(number)" else { return .expired }
            if saved.last != "refresh-\(number)" { unsavedUses += 1 }
            return .json(#"{"DailyApiRequests":{"Max":5000,"Remaining":4999}}"#)
        }
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let shared = Shared()
    private let server: RecordedServer

    init(saved: @escaping @Sendable () -> [String]) throws {
        let shared = shared
        server = try RecordedServer { request in
            shared.state.withLock { state in
                switch request.path {
                case "/services/data": .json(#"[{"version":"62.0"}]"#)
                case "/services/oauth2/token": state.refresh(request.form["refresh_token"])
                default: state.use(request, saved: saved())
                }
            }
        }
        shared.state.withLock { $0.url = server.url }
    }

    deinit {
        server.stop()
    }

    var url: String { server.url }
    var refreshTokensUsed: [String] { shared.state.withLock { $0.refreshTokensUsed } }
    var unsavedUses: Int { shared.state.withLock { $0.unsavedUses } }

    func endSession() {
        shared.state.withLock { $0.isEnded = true }
    }
}
