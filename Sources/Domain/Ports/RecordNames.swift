/// What records are called, for texts that name a few of them.
package protocol RecordNames: Sendable {
    /// Nothing where there is no such account, or it has no name.
    func name(ofAccount id: String) async throws -> String?
    /// By id: accounts' names; of users their own names, else their addresses. Those that have none are left out.
    func names(of entity: Entity, ids: [String]) async throws -> [String: String]
    /// By id: what the mirror holds of Salesforce records that tells them apart, as one short text.
    func names(ofMirrored object: String, ids: [String]) async throws -> [String: String]
}
