import Domain

/// What messages are read by: the columns of users and accounts, and which tracked events mean more.
final class IngestSchema: Sendable {
    let attributes: [AttributeDefinition]
    let users: TraitColumns
    /// The place of `last_seen_at` among them: no trait, for it is when the message was made.
    static let lastSeen = 9
    let accounts: TraitColumns
    /// Feature ids by the name of the tracked event.
    let features: [String: String]
    let npsEvent: String?

    static let eventColumns = FactKind.events.columns
    static let responseColumns = FactKind.nps.columns

    init(_ configuration: HubConfiguration, attributes: [AttributeDefinition]) {
        self.attributes = attributes
        features = configuration.features
        npsEvent = configuration.facts.npsEvent
        let custom = { (entity: Entity) in attributes.filter { $0.entity == entity }.map(\.apiName) }
        // docs/files.md, "What a Segment message becomes".
        users = TraitColumns(
            [
                "id", "account_id", "type", "email", "phone", "first_name", "last_name", "title", "signed_up_at",
                "last_seen_at",
            ] + custom(.user),
            standard: ["firstName": "first_name", "lastName": "last_name", "createdAt": "signed_up_at"],
            untold: ["id", "account_id", "type", "last_seen_at"])
        accounts = TraitColumns(
            ["id", "name", "website", "created_at"] + custom(.account),
            standard: ["createdAt": "created_at"], untold: ["id"])
    }
}
