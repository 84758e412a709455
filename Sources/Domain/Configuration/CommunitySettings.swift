/// The community side of the configuration.
package struct CommunitySettings: Sendable, Hashable {
    package var connections: [Connection] = []
    package var match: [Rule] = Rule.allCases

    package init() {}

    package struct Connection: Sendable, Hashable {
        package var tenant: String
        package var host: String
        package var clientID: String

        package init(tenant: String, host: String, clientID: String) {
            self.tenant = tenant
            self.host = host
            self.clientID = clientID
        }
    }

    /// The ways in which a member's account is found, in order (D§17.1).
    package enum Rule: String, Sendable, Hashable, CaseIterable {
        case person
        case domainMap = "domain_map"
        case name
        case nameWithoutLegalForm = "name_without_legal_form"
    }
}
