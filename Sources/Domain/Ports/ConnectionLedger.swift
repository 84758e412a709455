/// How each connection to an outside system stands: what its card shows (D§13).
package protocol ConnectionLedger: Sendable {
    func connection(_ name: String) async throws -> ConnectionStatus?
    /// Notes how a run over the connection ended; `reason` is nothing where it went well.
    func note(_ name: String, isUp: Bool, reason: String?, records: Int, at now: Instant) async throws
}

package struct ConnectionStatus: Sendable, Hashable {
    package let isUp: Bool
    package let reason: String?
    package let lastSuccess: Instant?
    package let lastError: String?
    package let recordsProcessed: Int

    package init(isUp: Bool, reason: String?, lastSuccess: Instant?, lastError: String?, recordsProcessed: Int) {
        self.isUp = isUp
        self.reason = reason
        self.lastSuccess = lastSuccess
        self.lastError = lastError
        self.recordsProcessed = recordsProcessed
    }
}
