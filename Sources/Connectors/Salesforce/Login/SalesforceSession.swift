import Domain
import Foundation
import NIOCore
import NIOFoundationCompat

/// What a request needs to be let in.
struct SalesforceAccess: Sendable, Hashable {
    let token: Secret
    /// Scheme and host of the org: never the login host.
    let instanceURL: String
    /// `62.0`.
    let version: String

    var dataPath: String { "/services/data/v\(version)" }
}

/// The one login that all requests of a connection share; renewals never run side by side.
///
/// A refresh token that comes back new is handed to `saveRefreshToken` before anything uses the session, because the
/// old one is dead by then.
actor SalesforceSession {
    private let settings: ConnectionSettings
    private let connection: HTTPConnection
    private let saveRefreshToken: @Sendable (Secret) async throws -> Void
    private let now: @Sendable () -> Instant
    private var refreshToken: Secret?
    private var access: SalesforceAccess?
    private var isRenewing = false
    private var waiters: [CheckedContinuation<SalesforceAccess, any Error>] = []

    init(
        settings: ConnectionSettings, connection: HTTPConnection,
        saveRefreshToken: @escaping @Sendable (Secret) async throws -> Void, now: @escaping @Sendable () -> Instant
    ) {
        self.settings = settings
        self.connection = connection
        self.saveRefreshToken = saveRefreshToken
        self.now = now
        if case .refreshToken(let token, _) = settings.login { refreshToken = token }
    }

    /// The present access; logs in the first time.
    func currentAccess() async throws -> SalesforceAccess {
        if let access { return access }
        return try await renewedAccess(insteadOf: nil)
    }

    /// A new access in place of one that Salesforce refused; the same for all who ask at once, and so is a failure:
    /// a login that was refused is not tried again for each of them.
    func renewedAccess(insteadOf stale: SalesforceAccess?) async throws -> SalesforceAccess {
        if isRenewing { return try await withCheckedThrowingContinuation { waiters.append($0) } }
        if let access, access.token != stale?.token { return access }
        isRenewing = true
        do {
            let renewed = try await renew()
            endRenewal(with: .success(renewed))
            return renewed
        } catch {
            endRenewal(with: .failure(error))
            throw error
        }
    }

    private func endRenewal(with result: Result<SalesforceAccess, any Error>) {
        isRenewing = false
        for waiter in waiters { waiter.resume(with: result) }
        waiters = []
    }

    private func renew() async throws -> SalesforceAccess {
        let grant = try await newGrant()
        if let token = grant.refreshToken, token != refreshToken?.value {
            refreshToken = Secret(token)
            try await saveRefreshToken(Secret(token))
        }
        let instanceURL = ConnectionSettings.origin(of: grant.instanceURL)
        // A login by https never sends anybody to plain http, where a token could be read or misled.
        guard instanceURL.hasPrefix("https://") || !settings.loginURL.hasPrefix("https://") else {
            throw SalesforceError(.unexpectedAnswer, request: TokenEndpoint.request)
        }
        let version: String
        if let access, access.instanceURL == instanceURL {
            version = access.version
        } else {
            version = try await APIVersions(instanceURL: instanceURL, connection: connection).newestSpoken()
        }
        let renewed = SalesforceAccess(token: Secret(grant.accessToken), instanceURL: instanceURL, version: version)
        access = renewed
        return renewed
    }

    private func newGrant() async throws(SalesforceError) -> TokenEndpoint.Grant {
        let endpoint = TokenEndpoint(loginURL: settings.loginURL, connection: connection)
        switch settings.login {
        case .clientCredentials(let secret, .form):
            return try await endpoint.grant(form: [
                ("grant_type", "client_credentials"), ("client_id", settings.clientID),
                ("client_secret", secret.value),
            ])
        case .clientCredentials(let secret, .basic):
            return try await endpoint.grant(
                form: [("grant_type", "client_credentials")], basic: (settings.clientID, secret))
        case .jwtBearer(let username, let privateKey, let audience):
            let assertion = JWTAssertion(
                clientID: settings.clientID, username: username, audience: audience ?? settings.loginURL,
                expires: now().advanced(by: .seconds(170)))
            return try await endpoint.grant(form: [
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", try assertion.signed(with: privateKey)),
            ])
        case .refreshToken(let first, let clientSecret):
            var form = [
                (name: "grant_type", value: "refresh_token"), ("client_id", settings.clientID),
                ("refresh_token", (refreshToken ?? first).value),
            ]
            if let clientSecret { form.append(("client_secret", clientSecret.value)) }
            return try await endpoint.grant(form: form)
        }
    }
}
