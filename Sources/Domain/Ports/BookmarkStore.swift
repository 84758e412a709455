/// Small named texts that say how far something has got.
package protocol BookmarkStore: Sendable {
    func bookmark(_ name: String) async throws -> String?
    /// Nothing removes it.
    func setBookmark(_ name: String, to value: String?, in run: RunNumber?, at now: Instant) async throws
}
