/// One record as the API tells of it.
package protocol RecordBrowser: Sendable {
    /// All fields of one record by name, in the order of the export files; nothing where there is none.
    func record(of entity: Entity, id: String) async throws -> [(name: String, value: Value)]?
    /// The last outcomes of one record, the newest first.
    func history(of entity: Entity, id: String, limit: Int) async throws -> [(run: RunNumber, outcome: Outcome)]
}
