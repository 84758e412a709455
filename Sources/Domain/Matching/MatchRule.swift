/// One criterion by which records are linked, with its options (D§4, D§5).
package enum MatchRule: Sendable, Hashable {
    /// Our record names the Salesforce id: `sfdc_id` for accounts, `sfdc_contact_id` for users.
    case salesforceID
    /// One of our attributes equals one of their fields, both text or both whole numbers.
    case customField(ours: String, theirs: String, ignoresCase: Bool)
    /// The domain of both websites.
    case websiteDomain(DomainComparison)
    /// The account's name.
    case name
    /// The domain that most of the account's recent users share.
    case recentUserDomain(RecentUsers)
    case email(foldsPlusTags: Bool)
    /// Digits only, with this country code put before numbers that have none.
    case phone(defaultCountry: String?)

    package enum DomainComparison: String, Sendable, Hashable, CaseIterable {
        case host
        /// The domain that can be registered, by the public suffix list.
        case registrable
    }

    package struct RecentUsers: Sendable, Hashable {
        /// How many of the most recently seen users to look at.
        package var sample = 100
        package var threshold = Threshold.moreThan(50)

        package init() {}

        /// Fewer users can never reach the threshold.
        package var leastUsers: Int {
            switch threshold {
            case .moreThan(let count): count + 1
            case .share(_, let floor): max(floor, 1)
            }
        }

        package enum Threshold: Sendable, Hashable {
            /// An absolute count, as the source has it.
            case moreThan(Int)
            /// A share of the users that were looked at, and at least so many users.
            case share(Double, floor: Int)
        }
    }

    /// The rule's name in files, tables and routes (docs/files.md).
    package func name(for entity: Entity) -> String {
        switch self {
        case .salesforceID: entity == .account ? "sfdc_id" : "sfdc_contact_id"
        case .customField: "custom_field"
        case .websiteDomain: "website_domain"
        case .name: "name"
        case .recentUserDomain: "recent_user_domain"
        case .email: "email"
        case .phone: "phone"
        }
    }
}
