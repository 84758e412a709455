/// The one connected app and user that may log in.
///
/// The defaults suit demonstrations: whoever starts the simulator without naming anything logs in with these.
package struct ConnectedApp: Sendable {
    package var clientID = "crosswalk"
    package var clientSecret = "crosswalk-secret"
    package var username = "admin@crosswalk.example"
    /// A security token may follow it in a SOAP login, as on a real org.
    package var password = "crosswalk-password"
    package var refreshToken = "crosswalk-refresh-token"
    /// Each use of a refresh token returns another and kills the old.
    package var rotatesRefreshTokens = false
    /// The certificate's public key of the JWT bearer flow, PEM; without it that flow is refused.
    package var jwtPublicKey: String?
    /// A session ends when it was not used for so long.
    package var sessionLifetime: Duration = .seconds(7200)

    package init() {}
}
