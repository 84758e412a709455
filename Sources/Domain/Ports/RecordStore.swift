/// The hub's own records and the catalogue of their attributes.
package protocol RecordStore: Sendable {
    /// The attributes in use, in the order of their names.
    func attributes() async throws -> [AttributeDefinition]
    /// Makes the catalogue say exactly this: adds columns, converts those whose type changed, disables the rest.
    ///
    /// - Throws: what would be lost, unless that is accepted; then nothing has changed.
    func declare(_ attributes: [AttributeDefinition], acceptingLosses: Bool) async throws -> AttributeChanges
    /// What would be lost if the catalogue said this.
    func losses(declaring attributes: [AttributeDefinition]) async throws -> [AttributeLoss]
    /// Upserts rows by key in one transaction; a row that changes nothing is not written.
    func load(_ batches: [TextBatch], as plan: ImportPlan) async throws -> ImportCounts
    /// The same for a part of a file, but rows that would change a record wait among `late`: load those after the last
    /// part.
    func load(
        _ batches: [TextBatch], as plan: ImportPlan, late: LateRows
    ) async throws -> (counts: ImportCounts, late: LateRows)
    /// Brings to an end what loading put off; call it after the last rows of a file.
    func finishLoading() async throws
    /// Nothing where no two persons have one e-mail.
    func sharedEmails() async throws -> SharedEmails?
    /// The records of one kind as files hold them, sorted by key, from one snapshot.
    func export(_ kind: RecordKind, to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws
}

extension RecordStore {
    package func declare(_ attributes: [AttributeDefinition]) async throws -> AttributeChanges {
        try await declare(attributes, acceptingLosses: false)
    }
}
