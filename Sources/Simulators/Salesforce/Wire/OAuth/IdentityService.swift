import Foundation
import HTTPTypes

/// Who a token belongs to: the identity URL, `/userinfo`, `/introspect`, and `/revoke`.
struct IdentityService: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let now: @Sendable () -> Date

    private var user: SessionLedger.User { sessions.user }

    func identity(_ call: APICall) -> APIAnswer {
        let base = profile(origin: call.origin)
        return .json(
            .members([
                "id": .text("\(call.origin)/id/\(user.organizationID)/\(user.id)"),
                "asserted_user": true,
                "user_id": .text(user.id),
                "organization_id": .text(user.organizationID),
                "username": .text(user.username),
                "nick_name": .text(base.nickname),
                "display_name": .text(base.displayName),
                "email": .text(user.username),
                "email_verified": true,
                "first_name": .text(base.givenName),
                "last_name": .text(base.familyName),
                "timezone": "Etc/UTC",
                "photos": base.photos,
                "addr_street": nil, "addr_city": nil, "addr_state": nil, "addr_country": nil, "addr_zip": nil,
                "mobile_phone": nil, "mobile_phone_verified": false,
                "is_lightning_login_user": false,
                "status": .members(["created_date": nil, "body": nil]),
                "urls": base.urls,
                "active": true,
                "user_type": "STANDARD",
                "language": "en_US",
                "locale": "en_US",
                "utcOffset": 0,
                "last_modified_date": "2025-01-01T00:00:00Z",
                "is_app_installed": true,
            ]))
    }

    func userInfo(_ call: APICall) -> APIAnswer {
        let base = profile(origin: call.origin)
        return .json(
            .members([
                "sub": .text("\(call.origin)/id/\(user.organizationID)/\(user.id)"),
                "user_id": .text(user.id),
                "organization_id": .text(user.organizationID),
                "preferred_username": .text(user.username),
                "nickname": .text(base.nickname),
                "name": .text(base.displayName),
                "email": .text(user.username),
                "email_verified": true,
                "given_name": .text(base.givenName),
                "family_name": .text(base.familyName),
                "zoneinfo": "Etc/UTC",
                "photos": base.photos,
                "profile": .text("\(call.origin)/\(user.id)"),
                "picture": base.photos["picture"] ?? nil,
                "address": .object([]),
                "urls": base.urls,
                "active": true,
                "user_type": "STANDARD",
                "language": "en_US",
                "locale": "en_US",
                "utcOffset": 0,
                "updated_at": "2025-01-01T00:00:00Z",
                "is_app_installed": true,
            ]))
    }

    /// Tells whether a token lives, to who can show the app's credentials.
    func introspect(_ call: APICall) async throws -> APIAnswer {
        let form = FormFields(try await call.body.collect())
        guard let token = form["token"] else { throw OAuthFault.missing("token") }
        guard let start = sessions.start(of: token), sessions.user(of: token) != nil else {
            return .json(.members(["active": false]))
        }
        let issued = Int(start.timeIntervalSince1970)
        return .json(
            .members([
                "active": true,
                "scope": "refresh_token web api id",
                "client_id": .text(app.clientID),
                "username": .text(user.username),
                "sub": .text("\(call.origin)/id/\(user.organizationID)/\(user.id)"),
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

    private func profile(
        origin: String
    ) -> (
        nickname: String, displayName: String, givenName: String, familyName: String, photos: JSONValue,
        urls: JSONValue
    ) {
        let rest = "\(origin)/services/data/v{version}/"
        return (
            String(user.username.prefix { $0 != "@" }), "Simulator Admin", "Simulator", "Admin",
            .members([
                "picture": .text("\(origin)/profilephoto/005/F"), "thumbnail": .text("\(origin)/profilephoto/005/T"),
            ]),
            .members([
                "enterprise": .text("\(origin)/services/Soap/c/{version}/\(user.organizationID.prefix(15))"),
                "metadata": .text("\(origin)/services/Soap/m/{version}/\(user.organizationID.prefix(15))"),
                "partner": .text("\(origin)/services/Soap/u/{version}/\(user.organizationID.prefix(15))"),
                "rest": .text(rest),
                "sobjects": .text("\(rest)sobjects/"),
                "search": .text("\(rest)search/"),
                "query": .text("\(rest)query/"),
                "recent": .text("\(rest)recent/"),
                "tooling_soap": .text("\(origin)/services/Soap/T/{version}/\(user.organizationID.prefix(15))"),
                "tooling_rest": .text("\(rest)tooling/"),
                "profile": .text("\(origin)/\(user.id)"),
                "feeds": .text("\(rest)chatter/feeds"),
                "groups": .text("\(rest)chatter/groups"),
                "users": .text("\(rest)chatter/users"),
                "custom_domain": .text(origin),
            ])
        )
    }
}
