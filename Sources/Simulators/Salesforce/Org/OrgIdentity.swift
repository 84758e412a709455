/// Who the simulated organisation and its one user are.
package struct OrgIdentity: Sendable, Equatable {
    package var organizationId = "00D5g000008Xw1zEAC"
    package var organizationName = "Crosswalk Rehearsal"
    package var userId = "0055g00000G2kqAAAR"
    package var username = "admin@crosswalk.example"
    package var email = "admin@crosswalk.example"
    package var firstName = "Ada"
    package var lastName = "Admin"
    package var language = "en_US"
    package var locale = "en_US"
    package var timeZone = "GMT"

    var profileId: String { SalesforceID(prefix: "00e", number: 1).text }
    package var displayName: String { "\(firstName) \(lastName)" }

    package init() {}
}
