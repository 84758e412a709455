/// One value that is about to be written into one field of one Salesforce record.
package struct PushIntent: Sendable, Hashable {
    package let entity: Entity
    package let object: String
    /// The Salesforce id.
    package let id: String
    /// Our record's id.
    package let record: String
    package let field: String
    package let value: Value
    /// What Salesforce held when this was planned, as the mirror knows it.
    package let before: Value
    /// The bulk job that carries it, once there is one.
    package let job: String?

    package init(
        entity: Entity, object: String, id: String, record: String, field: String, value: Value, before: Value,
        job: String?
    ) {
        self.entity = entity
        self.object = object
        self.id = id
        self.record = record
        self.field = field
        self.value = value
        self.before = before
        self.job = job
    }
}
