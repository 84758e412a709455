import Cryptography
import Foundation
import HTTPTypes

/// `/services/oauth2/token`: turns what a client can show into an access token.
struct TokenEndpoint: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let now: @Sendable () -> Date

    /// Seconds by which an assertion may be late: some clients let theirs expire as they send it.
    private static let clockSkew = 5.0

    /// What was granted besides the access token.
    private struct Grant {
        var refreshToken: String?
        var scope = "refresh_token web api id"
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        let form = FormFields(try await call.body.collect()).followed(by: call.query)
        let credentials = ClientCredentials(form: form, authorization: call.headers[.authorization])
        let grant: Grant
        switch form["grant_type"] {
        case "client_credentials": grant = try clientCredentials(credentials)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": grant = try jwtBearer(form, origin: call.origin)
        case "refresh_token": grant = try refresh(form, credentials)
        case "authorization_code": grant = try authorizationCode(form, credentials)
        case "password": grant = try password(form, credentials)
        case nil, "": throw OAuthFault.missing("grant_type")
        default: throw OAuthFault.unsupportedGrant
        }
        return tokenAnswer(grant, origin: call.origin)
    }

    private func clientCredentials(_ credentials: ClientCredentials) throws(OAuthFault) -> Grant {
        try credentials.check(against: app)
        return Grant(scope: "api")
    }

    private func refresh(_ form: FormFields, _ credentials: ClientCredentials) throws(OAuthFault) -> Grant {
        guard let token = form["refresh_token"] else { throw .missing("refresh_token") }
        try credentials.check(against: app, secretMayBeMissing: true)
        let (isAlive, replacement) = sessions.refresh(token)
        guard isAlive else { throw .deadRefreshToken }
        return Grant(refreshToken: replacement)
    }

    private func authorizationCode(_ form: FormFields, _ credentials: ClientCredentials) throws(OAuthFault) -> Grant {
        guard let code = form["code"] else { throw .missing("code") }
        try credentials.check(against: app, secretMayBeMissing: form["code_verifier"] != nil)
        do {
            let consent = try sessions.redeem(
                code, redirectURI: form["redirect_uri"], verifier: form["code_verifier"])
            return Grant(refreshToken: sessions.newRefreshToken(), scope: consent.scope)
        } catch {
            switch error {
            case .unknown: throw .badGrant("invalid authorization code")
            case .expired: throw .badGrant("expired authorization code")
            case .otherRedirect:
                throw OAuthFault(
                    error: "redirect_uri_mismatch", description: "redirect_uri must match configuration")
            case .verifierMissing: throw .badGrant("missing code verifier")
            case .verifierWrong: throw .badGrant("invalid code verifier")
            }
        }
    }

    private func password(_ form: FormFields, _ credentials: ClientCredentials) throws(OAuthFault) -> Grant {
        try credentials.check(against: app)
        guard form["username"] == app.username, let password = form["password"], sessions.isPassword(password)
        else { throw .wrongPassword }
        return Grant(scope: "api id")
    }

    private func jwtBearer(_ form: FormFields, origin: String) throws(OAuthFault) -> Grant {
        guard let text = form["assertion"] else { throw .missing("assertion") }
        guard let assertion = JWTAssertion(text) else { throw .badGrant("invalid assertion") }
        guard assertion.issuer == app.clientID else { throw .unknownClient }
        guard let key = app.jwtPublicKey, assertion.isSigned(by: key) else { throw .badGrant("invalid assertion") }
        guard let audience = assertion.audience, isLoginHost(audience, origin: origin) else {
            throw .badGrant("audience is invalid")
        }
        guard let expiry = assertion.expiry, expiry + Self.clockSkew > now().timeIntervalSince1970 else {
            throw .badGrant("expired authorization code")
        }
        guard assertion.subject == app.username else { throw .badGrant("user hasn't approved this consumer") }
        return Grant(scope: "web api id")
    }

    /// Salesforce's login hosts, any My Domain, or this simulator itself.
    private func isLoginHost(_ audience: String, origin: String) -> Bool {
        let host = audience.split(separator: "/").dropFirst().first ?? ""
        return audience.hasPrefix(origin) || host.hasSuffix(".salesforce.com")
    }

    private func tokenAnswer(_ grant: Grant, origin: String) -> APIAnswer {
        let identity = "\(origin)/id/\(sessions.identity.organizationId)/\(sessions.identity.userId)"
        let issuedAt = String(Int64(now().timeIntervalSince1970 * 1000))
        let signature = HMACSHA256.code(for: Array((identity + issuedAt).utf8), key: Array(app.clientSecret.utf8))
        var body = JSONValue.members([
            "access_token": .text(sessions.open()),
            "signature": .text(Data(signature).base64EncodedString()),
            "scope": .text(grant.scope),
            "instance_url": .text(origin),
            "id": .text(identity),
            "token_type": "Bearer",
            "issued_at": .text(issuedAt),
        ])
        if let token = grant.refreshToken { body.set("refresh_token", .text(token)) }
        var answer = APIAnswer.json(body)
        answer.headers[.cacheControl] = "no-store"
        return answer
    }
}
