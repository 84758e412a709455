import Cryptography
import Foundation
import Synchronization

/// Every token the simulator has handed out: access tokens, refresh tokens and authorization codes.
final class SessionLedger: Sendable {
    /// What a user agreed to on the consent page.
    struct Consent: Sendable {
        let redirectURI: String
        let challenge: String?
        let scope: String
        let givenAt: Date
    }

    enum CodeRefusal: Error {
        case unknown, expired, otherRedirect, verifierMissing, verifierWrong
    }

    private struct Session {
        let startedAt: Date
        var usedAt: Date
    }

    private struct State {
        var sessions: [String: Session] = [:]
        var refreshTokens: Set<String>
        var consents: [String: Consent] = [:]
        var password: String
    }

    let identity: OrgIdentity
    let lifetime: Duration
    private let rotates: Bool
    private let now: @Sendable () -> Date
    private let state: Mutex<State>

    init(
        identity: OrgIdentity, lifetime: Duration, refreshToken: String, rotatesRefreshTokens: Bool, password: String,
        now: @escaping @Sendable () -> Date
    ) {
        self.identity = identity
        self.lifetime = lifetime
        self.rotates = rotatesRefreshTokens
        self.now = now
        state = Mutex(State(refreshTokens: [refreshToken], password: password))
    }

    /// Whether this is the user's password, behind which a security token may stand.
    func isPassword(_ text: String) -> Bool {
        state.withLock { text.hasPrefix($0.password) }
    }

    func setPassword(_ text: String) {
        state.withLock { $0.password = text }
    }

    /// A password as Salesforce makes one, which is the user's from now on.
    func newPassword() -> String {
        let password = randomText(10)
        setPassword(password)
        return password
    }

    /// A new access token: the organisation's id, `!`, a secret.
    func open() -> String {
        let token = identity.organizationId.prefix(15) + "!" + randomText(96)
        let time = now()
        state.withLock { $0.sessions[token] = Session(startedAt: time, usedAt: time) }
        return token
    }

    /// Whether a session lives; each use lengthens its life.
    func isAlive(_ token: String) -> Bool {
        let time = now()
        return state.withLock { state in
            guard let session = state.sessions[token] else { return false }
            guard time.timeIntervalSince(session.usedAt) < Double(lifetime.components.seconds) else {
                state.sessions[token] = nil
                return false
            }
            state.sessions[token]?.usedAt = time
            return true
        }
    }

    /// When a live session started.
    func start(of token: String) -> Date? {
        state.withLock { $0.sessions[token]?.startedAt }
    }

    /// Ends whatever this token was good for; false when there was nothing.
    @discardableResult
    func end(_ token: String) -> Bool {
        state.withLock { state in
            state.sessions.removeValue(forKey: token) != nil || state.refreshTokens.remove(token) != nil
        }
    }

    func newRefreshToken() -> String {
        let token = "5Aep861" + randomText(80)
        _ = state.withLock { $0.refreshTokens.insert(token) }
        return token
    }

    /// Uses a refresh token: nil when it is dead, otherwise the token that replaces it, if tokens rotate.
    func refresh(_ token: String) -> (isAlive: Bool, replacement: String?) {
        let isAlive = state.withLock { state in
            rotates ? state.refreshTokens.remove(token) != nil : state.refreshTokens.contains(token)
        }
        return (isAlive, isAlive && rotates ? newRefreshToken() : nil)
    }

    func newCode(for consent: Consent) -> String {
        let code = "aPrx" + randomText(60) + "=="
        state.withLock { $0.consents[code] = consent }
        return code
    }

    /// Turns a code into its consent, once, within 15 minutes, for who can show the PKCE verifier.
    func redeem(_ code: String, redirectURI: String?, verifier: String?) throws(CodeRefusal) -> Consent {
        guard let consent = state.withLock({ $0.consents.removeValue(forKey: code) }) else { throw .unknown }
        guard now().timeIntervalSince(consent.givenAt) < 15 * 60 else { throw .expired }
        guard consent.redirectURI == redirectURI else { throw .otherRedirect }
        if let challenge = consent.challenge {
            guard let verifier else { throw .verifierMissing }
            guard base64URL(SHA256.digest(of: Array(verifier.utf8))) == challenge else { throw .verifierWrong }
        }
        return consent
    }
}

/// Characters that nobody guesses.
func randomText(_ count: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._".utf8)
    return String(decoding: (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }, as: UTF8.self)
}

/// Bytes in the URL-safe alphabet, without padding.
func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
        .replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

/// The bytes of a URL-safe base64 text, with or without padding.
func bytes(ofBase64URL text: some StringProtocol) -> [UInt8]? {
    var plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    plain.removeAll { $0 == "=" }
    plain += String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return Data(base64Encoded: plain).map(Array.init)
}
