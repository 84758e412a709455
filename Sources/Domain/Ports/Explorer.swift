/// Looks through accounts and users, page by page, and at one of them closely (D§15).
///
/// No call reads more than a bounded number of rows, so that a page answers at once with a million of them.
package protocol Explorer: Sendable {
    func explore(_ query: ExplorerQuery) async throws -> ExplorerPage
    /// Notes how changed records are to be searched for, where the columns' indexes alone do not find them: until then they
    /// are found as they are spelt.
    func noteSpellings() async throws
    /// The number of the last change of records: while it is the same, so are all counts.
    func recordsRevision() async throws -> Int64
    /// How many records there are, counted up to a bound.
    func recordCount(of entity: Entity, upTo limit: Int) async throws -> Int
    /// An account's users, the last seen first.
    func users(ofAccount id: String, limit: Int) async throws -> [AccountUser]
    /// One record with all its attributes; nothing where there is none.
    func profile(of entity: Entity, id: String) async throws -> RecordProfile?
    /// What the mirror holds of a Salesforce record, field by field; empty where it holds none.
    func mirrored(object: String, id: String) async throws -> [(field: MirrorField, value: Value)]
    /// The days on which KPIs were measured, newest first, with the account's values.
    func measurements(ofAccount id: String, limit: Int) async throws -> [KPIMeasurement]
    func features() async throws -> [FeatureName]
    /// A run's outcomes in the order of the journal, after a number; failures alone where asked.
    func outcomes(of run: RunNumber, _ filter: OutcomeFilter, after number: Int64, limit: Int) async throws
        -> [NumberedOutcome]
    /// What runs did to one record, the newest first. The journal is looked through from a number downwards, so many lines
    /// at a time: where more remain, the page says where to go on, whether it found anything or not.
    func history(of entity: Entity, id: String, before number: Int64?, limit: Int) async throws -> RecordHistory
    /// How often each kind of failure occurred in a run, the most frequent first.
    func failureCauses(of run: RunNumber) async throws -> [FailureCause]
}
