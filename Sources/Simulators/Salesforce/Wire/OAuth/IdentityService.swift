import Foundation
import HTTPTypes

/// Who a token belongs to: the identity URL, `/userinfo`, `/introspect`, and `/revoke`.
struct IdentityService: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let now: @Sendable () -> Date

    private var user: OrgIdentity { sessions.identity }

    /// The identity URL, `/id/<organisation>/<user>`.
    func identity(_ call: APICall) async throws -> APIAnswer {
        if let refusal = try await refusal(of: call, parameter: "oauth_token") { return refusal }
        guard call.path.count == 3, SalesforceID(call.path[1])?.text == user.organizationId else {
            return .word("Wrong_Org", status: 403)
        }
        guard SalesforceID(call.path[2])?.text == user.userId else { return .word("Bad_Id", status: 404) }
        return .json(
            .members([
                "id": .text("\(call.origin)/id/\(user.organizationId)/\(user.userId)"),
                "asserted_user": true,
                "user_id": .text(user.userId),
                "organization_id": .text(user.organizationId),
                "username": .text(user.username),
                "nick_name": .text(nickname),
                "display_name": .text(user.displayName),
                "email": .text(user.email),
                "email_verified": true,
                "first_name": .text(user.firstName),
                "last_name": .text(user.lastName),
                "timezone": .text(user.timeZone),
                "photos": photos(origin: call.origin),
                "addr_street": nil, "addr_city": nil, "addr_state": nil, "addr_country": nil, "addr_zip": nil,
                "mobile_phone": nil, "mobile_phone_verified": false,
                "is_lightning_login_user": false,
                "status": .members(["created_date": nil, "body": nil]),
                "urls": urls(origin: call.origin),
                "active": true,
                "user_type": "STANDARD",
                "language": .text(user.language),
                "locale": .text(user.locale),
                "utcOffset": 0,
                "last_modified_date": "2025-01-01T00:00:00Z",
                "is_app_installed": true,
            ]))
    }

    func userInfo(_ call: APICall) async throws -> APIAnswer {
        if let refusal = try await refusal(of: call, parameter: "access_token") { return refusal }
        return .json(
            .members([
                "sub": .text("\(call.origin)/id/\(user.organizationId)/\(user.userId)"),
                "user_id": .text(user.userId),
                "organization_id": .text(user.organizationId),
                "preferred_username": .text(user.username),
                "nickname": .text(nickname),
                "name": .text(user.displayName),
                "email": .text(user.email),
                "email_verified": true,
                "given_name": .text(user.firstName),
                "family_name": .text(user.lastName),
                "zoneinfo": .text(user.timeZone),
                "photos": photos(origin: call.origin),
                "profile": .text("\(call.origin)/\(user.userId)"),
                "picture": .text("\(call.origin)/profilephoto/005/F"),
                "address": .object([]),
                "urls": urls(origin: call.origin),
                "active": true,
                "user_type": "STANDARD",
                "language": .text(user.language),
                "locale": .text(user.locale),
                "utcOffset": 0,
                "updated_at": "2025-01-01T00:00:00Z",
                "is_app_installed": true,
            ]))
    }

    /// Tells whether a token lives, to who can show the app's credentials.
    func introspect(_ call: APICall) async throws -> APIAnswer {
        let form = FormFields(try await call.body.collect())
        do throws(OAuthFault) {
            try ClientCredentials(form: form, authorization: call.headers[.authorization]).check(against: app)
        } catch {
            throw OAuthFault(error: error.error, description: error.description, status: 401)
        }
        guard let token = form["token"] else { throw OAuthFault.missing("token") }
        guard let start = sessions.start(of: token), sessions.isAlive(token) else {
            return .json(.members(["active": false]))
        }
        let issued = Int(start.timeIntervalSince1970)
        return .json(
            .members([
                "active": true,
                "scope": "refresh_token web api id",
                "client_id": .text(app.clientID),
                "username": .text(user.username),
                "sub": .text("\(call.origin)/id/\(user.organizationId)/\(user.userId)"),
                "token_type": "access_token",
                "exp": .integer(Int(now().timeIntervalSince1970) + Int(sessions.lifetime.components.seconds)),
                "iat": .integer(issued),
                "nbf": .integer(issued),
            ]))
    }

    /// Ends a session or kills a refresh token.
    func revoke(_ call: APICall) async throws -> APIAnswer {
        let form = call.method == .post ? FormFields(try await call.body.collect()) : call.query
        guard let token = form["token"] ?? call.query["token"] else { throw OAuthFault.missing("token") }
        guard sessions.end(token) else {
            throw OAuthFault(error: "unsupported_token_type", description: "this token is unknown or already revoked")
        }
        return APIAnswer(status: 200)
    }

    /// What OpenID clients read first: where everything is. No ID tokens are given, so no key signs any.
    func discovery(_ call: APICall) -> APIAnswer {
        let oauth = "\(call.origin)/services/oauth2"
        return .json(
            .members([
                "issuer": .text(call.origin),
                "authorization_endpoint": .text("\(oauth)/authorize"),
                "token_endpoint": .text("\(oauth)/token"),
                "revocation_endpoint": .text("\(oauth)/revoke"),
                "introspection_endpoint": .text("\(oauth)/introspect"),
                "userinfo_endpoint": .text("\(oauth)/userinfo"),
                "scopes_supported": ["api", "web", "id", "profile", "email", "openid", "refresh_token"],
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "code_challenge_methods_supported": ["S256"],
                "grant_types_supported": [
                    "authorization_code", "refresh_token", "client_credentials", "password",
                    "urn:ietf:params:oauth:grant-type:jwt-bearer",
                ],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            ]))
    }

    /// Why a call learns nothing of the user: here a refusal is a bare word, where the rest answers with lists.
    ///
    /// The token stands in the header, or in a parameter of the query or of the form.
    private func refusal(of call: APICall, parameter: String) async throws -> APIAnswer? {
        let form = call.method == .post ? FormFields(try await call.body.collect()) : FormFields("")
        let header = (call.headers[.authorization] ?? "").split(separator: " ")
        let token = header.count == 2 ? String(header[1]) : call.query[parameter] ?? form[parameter]
        guard let token else { return .word("Missing_OAuth_Token", status: 403) }
        return sessions.isAlive(token) ? nil : .word("Bad_OAuth_Token", status: 403)
    }

    private var nickname: String { String(user.username.prefix { $0 != "@" }) }

    private func photos(origin: String) -> JSONValue {
        .members([
            "picture": .text("\(origin)/profilephoto/005/F"), "thumbnail": .text("\(origin)/profilephoto/005/T"),
        ])
    }

    /// Where everything is; `{version}` is for the client to fill in.
    private func urls(origin: String) -> JSONValue {
        let rest = "\(origin)/services/data/v{version}/"
        let soap = "\(origin)/services/Soap"
        let organization = user.organizationId.prefix(15)
        return .members([
            "enterprise": .text("\(soap)/c/{version}/\(organization)"),
            "metadata": .text("\(soap)/m/{version}/\(organization)"),
            "partner": .text("\(soap)/u/{version}/\(organization)"),
            "rest": .text(rest),
            "sobjects": .text("\(rest)sobjects/"),
            "search": .text("\(rest)search/"),
            "query": .text("\(rest)query/"),
            "recent": .text("\(rest)recent/"),
            "tooling_soap": .text("\(soap)/T/{version}/\(organization)"),
            "tooling_rest": .text("\(rest)tooling/"),
            "profile": .text("\(origin)/\(user.userId)"),
            "feeds": .text("\(rest)chatter/feeds"),
            "groups": .text("\(rest)chatter/groups"),
            "users": .text("\(rest)chatter/users"),
            "custom_domain": .text(origin),
        ])
    }
}

extension APIAnswer {
    fileprivate static func word(_ word: String, status: Int) -> APIAnswer {
        .text(word, type: "text/html; charset=UTF-8", status: status)
    }
}
