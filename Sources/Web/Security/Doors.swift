import Cryptography
import Domain
import HTTPTypes
import Synchronization

/// How people come in: the first set-up, logging in, and the brake on guessing.
final class Doors: Sendable {
    private let store: any AccessStore
    private let clock: @Sendable () -> Instant
    private let passwordCost: Int
    private let throttle = Mutex(LoginThrottle())
    private let setupToken = Mutex<SecretToken?>(nil)
    /// Compared with where an address is unknown, so that the time does not tell.
    private let decoy: PasswordHash?

    static let shortestPassword = 10
    static let longestPassword = 500

    init(store: any AccessStore, clock: @escaping @Sendable () -> Instant, passwordCost: Int) {
        self.store = store
        self.clock = clock
        self.passwordCost = passwordCost
        decoy = try? PasswordHash(
            hashing: "decoy", salt: randomBytes(16), logarithmicCost: passwordCost)
    }

    /// The token for the first set-up, to be printed once; nothing where somebody can log in already.
    func openSetup() async throws -> String? {
        guard try await store.people().isEmpty else { return nil }
        let token = SecretToken()
        setupToken.withLock { $0 = token }
        return token.text
    }

    func isSetupOpen() async throws -> Bool {
        guard setupToken.withLock({ $0 != nil }) else { return false }
        return try await store.people().isEmpty
    }

    /// Makes the first admin.
    func setUp(token: String, email: String, name: String, password: String) async throws -> AdminPerson {
        let expected = setupToken.withLock { $0 }
        guard let expected, isEqualInConstantTime(Array(token.utf8), Array(expected.text.utf8)) else {
            throw Problem(
                .forbidden, "wrong_setup_token",
                "That is not the set-up token. It stands in the server's first lines of output; a restart prints a new one."
            )
        }
        let hash = try hash(ofNew: password)
        let person = try await store.addPerson(
            email: try address(email), name: name, role: .admin, passwordHash: hash.text, onlyIfFirst: true, at: clock()
        )
        setupToken.withLock { $0 = nil }
        return person
    }

    /// Who has this address and password; refuses for a while after too many failures.
    func logIn(email: String, password: String, from address: String) async throws -> AdminPerson? {
        let keys = ["account:" + email.lowercased(), "address:" + address]
        if let wait = throttle.withLock({ $0.wait(for: keys, at: clock()) }) {
            throw Problem(
                .tooManyRequests, "too_many_attempts", "Too many attempts failed. Wait a little, then try again.",
                retryAfter: wait)
        }
        // The failure is counted before the slow comparison, so that tries side by side count as well.
        throttle.withLock { $0.failed(keys, at: clock()) }
        let known = try await store.person(email: email)
        let hash = known.map { PasswordHash(stored: $0.passwordHash) } ?? decoy
        let isRight = password.utf8.count <= Self.longestPassword && hash?.matches(password) == true
        guard let known, isRight else { return nil }
        throttle.withLock { $0.succeeded(keys) }
        return known.person
    }

    /// Checks a new password and hashes it.
    func hash(ofNew password: String) throws -> PasswordHash {
        guard password.count >= Self.shortestPassword, password.utf8.count <= Self.longestPassword else {
            throw Problem.invalid(
                "A password has at least \(Self.shortestPassword) characters. A short sentence is easy to keep in mind."
            )
        }
        return try PasswordHash(
            hashing: password, salt: randomBytes(16), logarithmicCost: passwordCost)
    }

    /// An e-mail address as it is kept.
    func address(_ text: String) throws -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 254,
            !text.contains(where: \.isWhitespace)
        else { throw Problem.invalid("That is not an e-mail address.") }
        return text.lowercased()
    }
}
