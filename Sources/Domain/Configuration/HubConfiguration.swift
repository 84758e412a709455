/// All that `crosswalk.yaml` says: the whole configuration but the secrets (docs/configuration.md).
package struct HubConfiguration: Sendable, Hashable {
    package var workspace = Workspace()
    package var attributes: [AttributeDefinition] = []
    package var salesforce = SalesforceSettings()
    package var accounts = EntityConfiguration.defaultAccounts
    package var users = EntityConfiguration.defaultUsers
    package var schedule = Schedule()
    package var freeMail = FreeMailChanges()
    package var facts = FactSettings()
    package var journal = JournalSettings()
    package var community = CommunitySettings()
    /// The feature that a tracked event is a use of, by the event's name.
    package var features: [String: String] = [:]

    package init() {}

    package func configuration(of entity: Entity) -> EntityConfiguration {
        switch entity {
        case .account: accounts
        case .user: users
        }
    }

    package struct Workspace: Sendable, Hashable {
        package var name = "Crosswalk"
        /// An IANA name; days, and so KPIs, are calendar days in this zone.
        package var timeZone = "UTC"

        package init() {}
    }

    package struct FreeMailChanges: Sendable, Hashable {
        package var add: [String] = []
        package var remove: [String] = []

        package init() {}
    }

    package struct JournalSettings: Sendable, Hashable {
        /// What became of each record is dropped after so many days; runs and their counts stay.
        package var keepOutcomesDays = 400

        package init() {}
    }

    package struct FactSettings: Sendable, Hashable {
        package var keepRawEventsDays = 400
        /// Older measurings are dropped, but for the first of each month.
        package var keepKPIsDays = 100
        /// The tracked event whose properties `score` and `comment` are an NPS response.
        package var npsEvent: String?

        package init() {}
    }
}
