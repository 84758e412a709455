/// Links as commands and pages ask for them.
package protocol LinkStore: Sendable {
    /// `id, salesforce_id, rule, decision, candidates, evidence` of every record of ours, sorted by id (docs/files.md).
    func exportLinks(
        of entity: Entity, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws
    func link(of entity: Entity, id: String) async throws -> StoredLink?
    func coverage(of entity: Entity) async throws -> LinkCoverage
    /// Records of which a rule found several, with (`.ambiguousPick`) or without (`.ambiguous`) a link, in the order in
    /// which they came, which is that of their numbers.
    func reviewQueue(
        of entity: Entity, _ verdict: MatchVerdict, after row: Int64?, limit: Int
    ) async throws -> [StoredLink]
    /// The present links of all our records that were ever decided.
    func linkTargets(of entity: Entity) async throws -> LinkTargets
    /// The store's number of our record; throws a `PlainError` where there is none.
    func recordNumber(of entity: Entity, id: String) async throws -> Int64
}

/// Which of theirs each record of ours is linked to, in columns.
package struct LinkTargets: Sendable {
    /// Our records' numbers in the store, ascending.
    package var rows: [Int64] = []
    /// Empty where the record is not linked.
    package var salesforceIDs = TextColumn()
    package var isAmbiguous: [Bool] = []

    package init() {}
}
