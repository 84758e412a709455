/// The community's members, content and activity in the hub.
package protocol CommunityStore: Sendable {
    /// Upserts rows by key in one transaction; a row that changes nothing is not written.
    func load(_ batches: [TextBatch], as plan: CommunityImportPlan) async throws -> ImportCounts
    /// The same for a part of a file, but rows that would change something wait among `late`: load those after the last
    /// part.
    func load(
        _ batches: [TextBatch], as plan: CommunityImportPlan, late: LateRows
    ) async throws -> (counts: ImportCounts, late: LateRows)
    /// The rows of one kind as files hold them, sorted by key, each with its member's account.
    func exportCommunity(
        _ kind: CommunityKind, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws
    /// `tenant, id, account_id, rule, decision, candidates, evidence`, sorted by key.
    func exportCommunityLinks(to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws

    /// Begins to note which members a whole list names.
    func beginWholeList(tenant: String) async throws
    func noteSeen(_ batch: TextBatch, tenant: String) async throws
    /// Ids of present members of whom only a list was read, those known longest first.
    func membersLackingDetails(of tenant: String, limit: Int) async throws -> [String]
    /// Upserts what was read of these members, who then lack nothing, whether or not a row came.
    func load(details: TextBatch, of ids: [String], tenant: String) async throws -> ImportCounts
    /// Has the details of all members read again.
    func forgetDetails(of tenant: String) async throws
    /// The ids of present members that the list did not name.
    func membersMissing(fromListOf tenant: String) async throws -> [String]
    /// Takes members off the current list: who they were is forgotten, what they did stays, without a name (D§24).
    func erase(members ids: [String], tenant: String, run: RunNumber) async throws
    /// Forgets topics that were put into the bin, with their replies; returns how many topics were known.
    func withdraw(topics ids: [String], tenant: String) async throws -> Int
    /// Whether there is any member, from a community or from a file.
    func hasMembers() async throws -> Bool
}
