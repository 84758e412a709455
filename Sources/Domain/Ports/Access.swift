/// Who may do what, and who did: people, sessions, keys, the audit log and the configuration's history.
package protocol AccessStore: Sendable {
    func people() async throws -> [AdminPerson]
    /// The person and the hash of their password; nothing where nobody has that address.
    func person(email: String) async throws -> (person: AdminPerson, passwordHash: String)?
    /// - Throws: `PlainError` where the address is taken, or `onlyIfFirst` and somebody is there already.
    func addPerson(
        email: String, name: String, role: Role, passwordHash: String, onlyIfFirst: Bool, at now: Instant
    ) async throws -> AdminPerson
    /// Changes what is given; refuses to leave the workspace without an admin.
    func changePerson(_ id: Int64, name: String?, role: Role?, passwordHash: String?) async throws
    /// Also ends the person's sessions; refuses to take the last admin away.
    func removePerson(_ id: Int64) async throws

    func openSession(tokenHash: [UInt8], of person: Int64, at now: Instant) async throws
    func session(tokenHash: [UInt8]) async throws -> OpenSession?
    func touchSession(tokenHash: [UInt8], at now: Instant) async throws
    /// Leaves a text to be shown on the next page; nothing takes it away.
    func setNotice(_ notice: String?, tokenHash: [UInt8]) async throws
    func closeSession(tokenHash: [UInt8]) async throws
    /// All of a person, but for one.
    func closeSessions(of person: Int64, but tokenHash: [UInt8]?) async throws
    func dropSessions(notSeenSince limit: Instant, openedBefore opened: Instant) async throws

    /// The keys in force.
    func keys() async throws -> [AccessKey]
    func addKey(_ key: AccessKey) async throws -> Int64
    /// False where there is no such key.
    func revokeKey(_ id: Int64, at now: Instant) async throws -> Bool

    func audit(_ entry: AuditEntry) async throws
    /// The newest first.
    func auditEntries(limit: Int, before: Int64?) async throws -> [AuditEntry]

    func keepConfiguration(_ text: String, who: String, at now: Instant) async throws
    /// The newest first.
    func configurationVersions(limit: Int) async throws -> [ConfigurationVersion]
}
