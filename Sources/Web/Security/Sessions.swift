import Domain
import HTTPTypes
import Hummingbird

/// Sessions of people in browsers: a cookie with a random token, and a row under its hash on our side.
struct Sessions: Sendable {
    let store: any AccessStore
    let clock: @Sendable () -> Instant

    static let cookieName = "crosswalk_session"
    private static let idleLimit: Int64 = 12 * 3_600_000
    private static let ageLimit: Int64 = 7 * 24 * 3_600_000
    /// How exactly the last sight is noted; each note is a write.
    private static let touchInterval: Int64 = 5 * 60_000

    /// Logs a person in.
    ///
    /// - Returns: the cookie to set.
    func open(_ person: AdminPerson, isSecure: Bool) async throws -> Cookie {
        let now = clock()
        try await store.dropSessions(
            notSeenSince: Instant(milliseconds: now.milliseconds - Self.idleLimit),
            openedBefore: Instant(milliseconds: now.milliseconds - Self.ageLimit))
        let token = SecretToken()
        try await store.openSession(tokenHash: token.hash, of: person.id, at: now)
        return cookie(token.text, maxAge: Int(Self.ageLimit / 1000), isSecure: isSecure)
    }

    /// Who the request's cookie stands for; nobody where it is missing, unknown or too old.
    func visitor(of request: Request) async throws -> Visitor {
        guard let value = request.cookies[Self.cookieName]?.value, value.utf8.count < 100 else { return .nobody }
        let token = SecretToken(value)
        let now = clock()
        guard let session = try await store.session(tokenHash: token.hash),
            now.milliseconds - session.seenAt.milliseconds < Self.idleLimit,
            now.milliseconds - session.openedAt.milliseconds < Self.ageLimit
        else { return .nobody }
        if now.milliseconds - session.seenAt.milliseconds > Self.touchInterval {
            try await store.touchSession(tokenHash: token.hash, at: now)
        }
        return .person(
            session.person,
            session: SecretSession(
                tokenHash: token.hash, csrfToken: token.csrfToken, notice: session.notice.flatMap(PageShell.Notice.init)
            ))
    }

    func close(_ session: SecretSession, isSecure: Bool) async throws -> Cookie {
        try await store.closeSession(tokenHash: session.tokenHash)
        return cookie("", maxAge: 0, isSecure: isSecure)
    }

    private func cookie(_ value: String, maxAge: Int, isSecure: Bool) -> Cookie {
        Cookie(
            name: Self.cookieName, value: value, maxAge: maxAge, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }
}

extension PageShell.Notice {
    /// From the text that the session keeps: the kind, a colon, the text.
    init?(stored: String) {
        guard let colon = stored.firstIndex(of: ":"), let kind = Kind(rawValue: String(stored[..<colon])) else {
            return nil
        }
        self.init(kind, String(stored[stored.index(after: colon)...]))
    }

    var stored: String { "\(kind.rawValue):\(text)" }
}
