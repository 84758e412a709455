/// How to reach an org and to log in to it.
package struct ConnectionSettings: Sendable, Hashable {
    package enum Login: Sendable, Hashable {
        /// Runs as the app's configured user; needs a My Domain as login host.
        case clientCredentials(secret: Secret, style: ClientSecretStyle = .form)
        /// Signed with the app's private key (PEM); `audience` is the login host unless told otherwise.
        case jwtBearer(username: String, privateKey: Secret, audience: String? = nil)
        /// A person's authorisation, once given in the web flow.
        case refreshToken(Secret, clientSecret: Secret? = nil)
    }

    package enum ClientSecretStyle: String, Sendable, Hashable {
        case form
        case basic
    }

    /// Scheme and host, without a slash at the end.
    package let loginURL: String
    package var clientID: String
    package var login: Login
    /// The share of the org's daily requests that is left to others.
    package var quotaReserve: Double

    package init(loginURL: String, clientID: String, login: Login, quotaReserve: Double = 0.2) {
        self.loginURL = Self.origin(of: loginURL)
        self.clientID = clientID
        self.login = login
        self.quotaReserve = quotaReserve
    }

    /// People paste addresses with slashes, paths, or without a scheme.
    package static func origin(of address: String) -> String {
        let trimmed = address.split(separator: " ").joined()
        let full = trimmed.contains("://") ? trimmed : "https://\(trimmed)"
        let parts = full.split(separator: "/", omittingEmptySubsequences: false)
        return parts.prefix(3).joined(separator: "/")
    }
}
