import Cryptography
import Foundation
import Simulators
import Testing

@Suite struct OAuthTests {
    private static let app = ConnectedApp()

    @Test func `client credentials come from the form or from HTTP Basic`() async throws {
        try await withSimulator { client in
            let byForm = try await client.form(
                "/services/oauth2/token",
                [
                    "grant_type": "client_credentials", "client_id": Self.app.clientID,
                    "client_secret": Self.app.clientSecret,
                ])
            let basic = Data("\(Self.app.clientID):\(Self.app.clientSecret)".utf8).base64EncodedString()
            let byBasic = try await client.form(
                "/services/oauth2/token", ["grant_type": "client_credentials"],
                headers: ["Authorization": "Basic \(basic)"])
            for reply in [byForm, byBasic] {
                #expect(reply.status == 200)
                #expect(reply.json["token_type"] == "Bearer")
                #expect(reply.json["access_token"]?.text?.hasPrefix("00D5g000008Xw1z!") == true)
                #expect(reply.json["instance_url"]?.text == client.url)
                #expect(reply.json["refresh_token"] == nil)
                #expect(reply.json["expires_in"] == nil)
            }
        }
    }

    @Test func `a token answer is signed, and its time is a text of milliseconds`() async throws {
        try await withSimulator { client in
            let reply = try await client.form(
                "/services/oauth2/token",
                [
                    "grant_type": "refresh_token", "refresh_token": Self.app.refreshToken,
                    "client_id": Self.app.clientID, "client_secret": Self.app.clientSecret,
                ])
            let id = try #require(reply.json["id"]?.text)
            let issued = try #require(reply.json["issued_at"]?.text)
            let expected = HMACSHA256.code(for: Array((id + issued).utf8), key: Array(Self.app.clientSecret.utf8))
            #expect(reply.json["signature"]?.text == Data(expected).base64EncodedString())
            #expect(issued.count == 13)
            let parts = id.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.count == 6 && parts[4].hasPrefix("00D") && parts[5].hasPrefix("005"))
        }
    }

    @Test(
        arguments: [
            (["grant_type": "password"], "invalid_request"),
            (["grant_type": "magic", "client_id": app.clientID], "unsupported_grant_type"),
            (["grant_type": "client_credentials", "client_id": "other", "client_secret": "x"], "invalid_client_id"),
            (
                ["grant_type": "client_credentials", "client_id": app.clientID, "client_secret": "wrong"],
                "invalid_client"
            ),
            (
                [
                    "grant_type": "refresh_token", "refresh_token": "dead", "client_id": app.clientID,
                    "client_secret": app.clientSecret,
                ], "invalid_grant"
            ),
            (
                [
                    "grant_type": "password", "client_id": app.clientID, "client_secret": app.clientSecret,
                    "username": app.username, "password": "wrong",
                ], "invalid_grant"
            ),
        ])
    func `a refusal is an object with status 400`(fields: [String: String], error: String) async throws {
        try await withSimulator { client in
            let body = fields.map { "\($0)=\(WireClient.encoded($1))" }.joined(separator: "&")
            let reply = try await client.send("POST", "/services/oauth2/token", body: body)
            #expect(reply.status == 400)
            #expect(reply.json["error"]?.text == error)
            #expect(reply.json["error_description"]?.text != nil)
        }
    }

    @Test func `a rotated refresh token works once`() async throws {
        var options = SalesforceSimulator.Options.quick
        options.app.rotatesRefreshTokens = true
        try await withSimulator(options) { client in
            func refresh(_ token: String) async throws -> WireClient.Reply {
                try await client.form(
                    "/services/oauth2/token",
                    ["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.app.clientID])
            }
            let first = try await refresh(Self.app.refreshToken)
            let next = try #require(first.json["refresh_token"]?.text)
            let reused = try await refresh(Self.app.refreshToken)
            let second = try await refresh(next)
            #expect(reused.json["error_description"]?.text == "expired access/refresh token")
            #expect(second.status == 200)
        }
    }

    @Test(arguments: [true, false])
    func `a JWT signed by the key is good for a token, its expiry a number or a text`(isText: Bool) async throws {
        let keys = try RSAKeyPair()
        let forger = try RSAKeyPair()
        var options = SalesforceSimulator.Options.quick
        options.app.jwtPublicKey = keys.publicKey
        try await withSimulator(options) { client in
            func login(_ claims: String, keys: RSAKeyPair) async throws -> WireClient.Reply {
                let signed = base64URL("{\"alg\":\"RS256\"}") + "." + base64URL(claims)
                let signature = try RSAPrivateKey(pem: keys.privateKey).signature(of: Array(signed.utf8))
                return try await client.form(
                    "/services/oauth2/token",
                    [
                        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion": signed + "." + base64URL(Data(signature)),
                    ])
            }
            func claims(user: String = Self.app.username, host: String, in seconds: Double) -> String {
                let expiry = Int(Date().timeIntervalSince1970 + seconds)
                let shown = isText ? "\"\(expiry)\"" : "\(expiry)"
                return "{\"iss\":\"\(Self.app.clientID)\",\"sub\":\"\(user)\",\"aud\":\"\(host)\",\"exp\":\(shown)}"
            }
            let salesforce = "https://login.salesforce.com"
            let good = try await login(claims(host: salesforce, in: 180), keys: keys)
            let toSimulator = try await login(claims(host: client.url, in: 180), keys: keys)
            let justNow = try await login(claims(host: salesforce, in: 0), keys: keys)
            let late = try await login(claims(host: salesforce, in: -10), keys: keys)
            let elsewhere = try await login(claims(host: "https://example.com", in: 180), keys: keys)
            let stranger = try await login(claims(user: "x@example.com", host: salesforce, in: 180), keys: keys)
            let forged = try await login(claims(host: salesforce, in: 180), keys: forger)
            #expect(good.status == 200 && toSimulator.status == 200 && justNow.status == 200)
            #expect(good.json["refresh_token"] == nil)
            #expect(late.json["error"] == "invalid_grant")
            #expect(late.json["error_description"] == "expired authorization code")
            #expect(elsewhere.json["error_description"] == "audience is invalid")
            #expect(stranger.json["error_description"] == "user hasn't approved this consumer")
            #expect(forged.json["error_description"] == "invalid assertion")
        }
    }

    @Test func `a user's consent turns into tokens, once, for who knows the verifier`() async throws {
        try await withSimulator { client in
            let verifier = "a-long-and-secret-verifier-of-forty-three-characters"
            let challenge = base64URL(Data(SHA256.digest(of: Array(verifier.utf8))))
            let redirect = "http://127.0.0.1:1/callback"
            let fields: KeyValuePairs = [
                "response_type": "code", "client_id": Self.app.clientID, "redirect_uri": redirect, "state": "s&t",
                "code_challenge": challenge, "code_challenge_method": "S256",
            ]
            let query = fields.map { "\($0)=\(WireClient.encoded($1))" }.joined(separator: "&")
            let page = try await client.get("/services/oauth2/authorize?\(query)")
            #expect(page.status == 200 && page.text.contains("<form") && page.text.contains("s&amp;t"))

            func allow() async throws -> String {
                let allowed = try await client.send(
                    "POST", "/services/oauth2/authorize", body: query + "&decision=allow")
                #expect(allowed.status == 302)
                let location = try #require(allowed.header("Location"))
                #expect(location.hasPrefix(redirect) && location.hasSuffix("state=s%26t"))
                let items = try #require(URLComponents(string: location)?.queryItems)
                return try #require(items.first { $0.name == "code" }?.value)
            }
            func redeem(_ code: String, verifier: String?) async throws -> WireClient.Reply {
                let body =
                    "grant_type=authorization_code&client_id=\(Self.app.clientID)&client_secret=\(Self.app.clientSecret)"
                    + "&redirect_uri=\(WireClient.encoded(redirect))&code=\(WireClient.encoded(code))"
                    + (verifier.map { "&code_verifier=\($0)" } ?? "")
                return try await client.send("POST", "/services/oauth2/token", body: body)
            }
            let code = try await allow()
            let good = try await redeem(code, verifier: verifier)
            let again = try await redeem(code, verifier: verifier)
            let missing = try await redeem(try await allow(), verifier: nil)
            let wrong = try await redeem(try await allow(), verifier: "guess")
            #expect(good.status == 200 && good.json["refresh_token"]?.text != nil)
            for refused in [again, missing, wrong] { #expect(refused.json["error"] == "invalid_grant") }

            let denied = try await client.send(
                "POST", "/services/oauth2/authorize", body: query + "&decision=deny")
            #expect(denied.header("Location")?.contains("error=access_denied") == true)
        }
    }

    @Test func `a session dies by revocation and by disuse`() async throws {
        let clock = StepClock()
        var options = SalesforceSimulator.Options.quick
        options.clock = { clock.now }
        try await withSimulator(options) { client in
            let session = try await client.loggedIn()
            clock.advance(by: 7_000)
            let used = try await session.get("/services/data/v62.0/limits")
            clock.advance(by: 7_000)
            let stillUsed = try await session.get("/services/data/v62.0/limits")
            clock.advance(by: 7_300)
            let expired = try await session.get("/services/data/v62.0/limits")
            #expect(used.status == 200 && stillUsed.status == 200 && expired.status == 401)
            #expect(
                expired.text == "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]")

            let other = try await client.loggedIn()
            let revoked = try await client.form("/services/oauth2/revoke", ["token": try #require(other.token)])
            let after = try await other.get("/services/data/v62.0/limits")
            #expect(revoked.status == 200 && after.status == 401)
        }
    }

    @Test func `a token may be asked for in the query string, but by POST only`() async throws {
        try await withSimulator { client in
            let query =
                "/services/oauth2/token?grant_type=client_credentials&client_id=\(Self.app.clientID)"
                + "&client_secret=\(Self.app.clientSecret)"
            let posted = try await client.send("POST", query, data: nil)
            let got = try await client.get(query)
            #expect(posted.status == 200 && posted.json["access_token"] != nil)
            #expect(got.status == 400 && got.json["error_description"] == "must use HTTP POST")
        }
    }

    @Test func `who asks after the user without a good token gets a bare word`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let token = try #require(session.token).replacing("!", with: "%21")
            let organization = "00D5g000008Xw1zEAC"
            let user = "0055g00000G2kqAAAR"
            var stale = client
            stale.token = "00D!stale"
            let cases: [(WireClient, path: String, status: Int, body: String?)] = [
                (client, "/id/\(organization)/\(user)", 403, "Missing_OAuth_Token"),
                (stale, "/id/\(organization)/\(user)", 403, "Bad_OAuth_Token"),
                (client, "/services/oauth2/userinfo", 403, "Missing_OAuth_Token"),
                (session, "/id/00D000000000001EAA/\(user)", 403, "Wrong_Org"),
                (session, "/id/\(organization)/005000000000001AAA", 404, "Bad_Id"),
                (session, "/id/\(organization.prefix(15))/\(user.prefix(15))", 200, nil),
                (client, "/id/\(organization)/\(user)?oauth_token=\(token)", 200, nil),
                (client, "/services/oauth2/userinfo?access_token=\(token)", 200, nil),
            ]
            for (asker, path, status, body) in cases {
                let reply = try await asker.get(path)
                #expect(reply.status == status, "\(path)")
                if let body { #expect(reply.text == body, "\(path)") }
            }
        }
    }

    @Test func `only who knows the app's secret may look into a token`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let token = try #require(session.token)
            let stranger = try await client.form("/services/oauth2/introspect", ["token": token])
            let app = try await client.form(
                "/services/oauth2/introspect",
                ["token": token, "client_id": Self.app.clientID, "client_secret": Self.app.clientSecret])
            #expect(stranger.status == 401 && app.json["active"] == true)
        }
    }

    @Test func `the discovery document leads to what there is`() async throws {
        try await withSimulator { client in
            let found = try await client.get("/.well-known/openid-configuration").json
            #expect(found["issuer"]?.text == client.url)
            for name in ["authorization", "token", "revocation", "introspection", "userinfo"] {
                let address = try #require(found["\(name)_endpoint"]?.text)
                #expect(try await client.get(address).status != 404, "\(name)")
            }
        }
    }

    @Test func `the identity has every key that clients insist on`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let info = try await session.get("/services/oauth2/userinfo")
            let identity = try await session.get(
                "/id/\(info.json["organization_id"]?.text ?? "")/\(info.json["user_id"]?.text ?? "")")
            let shared = [
                "user_id", "organization_id", "email", "urls", "active", "user_type", "language", "locale", "utcOffset",
                "is_app_installed",
            ]
            for key in shared + ["username", "nick_name", "display_name", "last_modified_date"] {
                #expect(identity.json[key] != nil, "\(key)")
            }
            for key in shared + [
                "sub", "preferred_username", "given_name", "family_name", "zoneinfo", "email_verified", "updated_at",
                "picture", "profile", "photos", "address",
            ] {
                #expect(info.json[key] != nil, "\(key)")
            }
            #expect(identity.json["urls"]?["rest"]?.text == "\(client.url)/services/data/v{version}/")
        }
    }

    @Test func `a user's password is set, made anew, and logs in`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let address = "/services/data/v62.0/sobjects/User/0055g00000G2kqAAAR/password"
            #expect(try await session.get(address).json == .members(["isExpired": false]))
            func logsIn(with password: String) async throws -> Bool {
                let form = "grant_type=password&client_id=crosswalk&client_secret=crosswalk-secret"
                let reply = try await client.send(
                    "POST", "/services/oauth2/token",
                    body: form + "&username=admin@crosswalk.example&password=\(password)",
                    headers: ["Content-Type": "application/x-www-form-urlencoded"])
                return reply.status == 200
            }
            let refused = try await session.send("POST", address, body: #"{"NewPassword":"short"}"#)
            #expect(refused.status == 400 && refused.json.list?.first?["errorCode"] == "INVALID_NEW_PASSWORD")
            let set = try await session.send("POST", address, body: #"{"NewPassword":"another-one-1"}"#)
            #expect(set.status == 204)
            #expect(try await logsIn(with: "another-one-1"))
            #expect(try await !logsIn(with: "crosswalk-password"))
            let made = try await session.send("DELETE", address)
            let password = try #require(made.json["NewPassword"]?.text)
            #expect(try await logsIn(with: password))
            let nobody = try await session.get("/services/data/v62.0/sobjects/User/0055g00000ZZZZZ/password")
            #expect(nobody.status == 404)
        }
    }

    @Test func `no Apex class answers`() async throws {
        try await withSimulator { client in
            let session = try await client.loggedIn()
            let reply = try await session.get("/services/apexrest/orders/1")
            #expect(reply.status == 404 && reply.json.list?.first?["message"] == "Could not find a match for URL")
            #expect(try await client.get("/services/apexrest/orders/1").status == 401)
        }
    }
}

private func base64URL(_ text: String) -> String { base64URL(Data(text.utf8)) }

private func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}
