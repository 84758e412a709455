/// Copies of the whole store, made while it is in use.
package protocol BackupSource: Sendable {
    /// Writes a consistent copy to a new file; refuses to write over one.
    func backUp(to path: String) async throws
}
