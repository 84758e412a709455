import Foundation
import HTTPTypes

/// Everything under `/services/oauth2`.
struct OAuthService: Sendable {
    let token: TokenEndpoint
    let consent: ConsentPage
    let identity: IdentityService

    init(app: ConnectedApp, sessions: SessionLedger, now: @escaping @Sendable () -> Date) {
        token = TokenEndpoint(app: app, sessions: sessions, now: now)
        consent = ConsentPage(app: app, sessions: sessions, now: now)
        identity = IdentityService(app: app, sessions: sessions, now: now)
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        try await Self.routes.answer(call, path: call.path.dropFirst(2), by: self)
    }

    private static let routes: RouteTable<OAuthService> = {
        var table = RouteTable<OAuthService>()
        table.on(.post, "token") { service, call, _ in try await service.token.answer(call) }
        table.on(.get, "token") { _, _, _ in
            throw OAuthFault(error: "invalid_request", description: "must use HTTP POST")
        }
        table.on(.get, "authorize") { service, call, _ in try service.consent.page(call) }
        table.on(.post, "authorize") { service, call, _ in try await service.consent.decide(call) }
        table.on(.post, "revoke") { service, call, _ in try await service.identity.revoke(call) }
        table.on(.get, "revoke") { service, call, _ in try await service.identity.revoke(call) }
        table.on(.post, "introspect") { service, call, _ in try await service.identity.introspect(call) }
        table.on(.get, "userinfo") { service, call, _ in try await service.identity.userInfo(call) }
        table.on(.post, "userinfo") { service, call, _ in try await service.identity.userInfo(call) }
        return table
    }()
}
