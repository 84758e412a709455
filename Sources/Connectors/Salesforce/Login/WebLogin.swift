import Cryptography
import Foundation

/// A person's authorisation in the browser: where to send them, and what proves the code they bring back (PKCE, S§2).
package struct WebLogin: Sendable {
    package let loginURL: String
    package let clientID: String
    package let redirectURI: String
    /// Ties the answer to this attempt.
    package let state: String
    /// Kept here until the code comes; only its hash goes out.
    package let verifier: Secret

    /// `state` and `verifier` are random texts; the verifier has 43 characters or more.
    package init(loginURL: String, clientID: String, redirectURI: String, state: String, verifier: Secret) {
        self.loginURL = ConnectionSettings.origin(of: loginURL)
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.state = state
        self.verifier = verifier
    }

    package var authorizeURL: String {
        let challenge = base64URL(Data(SHA256.digest(of: Array(verifier.value.utf8))))
        let query = formEncoded([
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI),
            ("scope", "api refresh_token"), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ])
        return "\(loginURL)/services/oauth2/authorize?\(query)"
    }

    func form(code: String, clientSecret: Secret?) -> [(name: String, value: String)] {
        var form = [
            (name: "grant_type", value: "authorization_code"), ("code", code), ("client_id", clientID),
            ("redirect_uri", redirectURI), ("code_verifier", verifier.value),
        ]
        if let clientSecret { form.append(("client_secret", clientSecret.value)) }
        return form
    }
}

extension WebLogin {
    /// Changes the code that came back for a refresh token, the text to store.
    package func refreshToken(
        forCode code: String, clientSecret: Secret?, over connection: HTTPConnection
    ) async throws -> Secret {
        let endpoint = TokenEndpoint(loginURL: loginURL, connection: connection)
        let grant = try await endpoint.grant(form: form(code: code, clientSecret: clientSecret))
        guard let token = grant.refreshToken else {
            throw SalesforceError(
                .grantNotAllowed, request: TokenEndpoint.request,
                detail: "the app's scopes must include refresh_token, offline_access")
        }
        return Secret(token)
    }
}
