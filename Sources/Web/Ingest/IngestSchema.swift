import Domain

/// What messages are read by: the columns of users and accounts, and which tracked events mean more.
final class IngestSchema: Sendable {
    let attributes: [AttributeDefinition]
    let userColumns: [String]
    /// The place of `last_seen_at` among them: no trait, for it is when the message was made.
    static let lastSeen = 9
    let accountColumns: [String]
    /// Feature ids by the name of the tracked event.
    let features: [String: String]
    let npsEvent: String?

    static let eventColumns = FactKind.events.columns
    static let responseColumns = FactKind.nps.columns
    /// The traits that have standard columns (FILES.md).
    static let userTraits = [
        "email": "email", "phone": "phone", "firstName": "first_name", "lastName": "last_name", "title": "title",
        "createdAt": "signed_up_at",
    ]
    static let accountTraits = ["name": "name", "website": "website", "createdAt": "created_at"]

    init(_ configuration: HubConfiguration, attributes: [AttributeDefinition]) {
        self.attributes = attributes
        features = configuration.features
        npsEvent = configuration.facts.npsEvent
        let custom = { (entity: Entity) in attributes.filter { $0.entity == entity }.map(\.apiName) }
        userColumns =
            [
                "id", "account_id", "type", "email", "phone", "first_name", "last_name", "title", "signed_up_at",
                "last_seen_at",
            ] + custom(.user)
        accountColumns = ["id", "name", "website", "created_at"] + custom(.account)
    }
}
