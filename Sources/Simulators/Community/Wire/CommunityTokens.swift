import Synchronization

/// The access tokens that were handed out: each belongs to a tenant, has scopes, and dies of age.
final class CommunityTokens: Sendable {
    struct Grant: Sendable {
        let tenant: String
        let scopes: Set<String>
        let diesAt: Int64
    }

    private let tenants: [String]
    private let secret: String
    private let lifetime: Duration
    private let clock: @Sendable () -> Int64
    private let grants = Mutex<[String: Grant]>([:])

    init(tenants: [String], secret: String, lifetime: Duration, clock: @escaping @Sendable () -> Int64) {
        self.tenants = tenants
        self.secret = secret
        self.lifetime = lifetime
        self.clock = clock
    }

    /// `POST /oauth2/token`.
    func answer(_ form: FormFields) -> APIAnswer {
        guard form["grant_type"] == "client_credentials" else {
            return Self.refusal("unsupported_grant_type", "The authorization grant type is not supported.")
        }
        let id = form["client_id"] ?? ""
        guard let tenant = tenants.first(where: { $0 == id }) ?? (id == "crosswalk" ? tenants.first : nil),
            form["client_secret"] == secret
        else { return Self.refusal("invalid_client", "Client authentication failed", status: 401) }
        let scopes = Set((form["scope"] ?? "").split { $0 == " " || $0 == "," }.map(String.init))
        guard scopes.isSubset(of: ["read", "write"]) else {
            return Self.refusal("invalid_scope", "The requested scope is invalid, unknown, or malformed")
        }
        let token = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let seconds = lifetime.components.seconds
        let grant = Grant(tenant: tenant, scopes: scopes, diesAt: clock() + seconds * 1000)
        grants.withLock { $0[token] = grant }
        return .json(
            .members([
                "access_token": .text(token), "expires_in": .integer(seconds), "token_type": "Bearer",
                "scope": .text(scopes.sorted().joined(separator: " ")),
            ]))
    }

    func grant(of token: String) -> Grant? {
        let now = clock()
        return grants.withLock { $0[token] }.flatMap { $0.diesAt > now ? $0 : nil }
    }

    func end(_ token: String) {
        grants.withLock { $0[token] = nil }
    }

    private static func refusal(_ error: String, _ description: String, status: Int = 400) -> APIAnswer {
        .json(.members(["error": .text(error), "error_description": .text(description)]), status: status)
    }
}
