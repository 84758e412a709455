/// How the hub reaches its Salesforce org, without the secrets.
package struct SalesforceSettings: Sendable, Hashable {
    package var loginURL = "https://login.salesforce.com"
    package var authorization = Authorization.clientCredentials
    package var clientID: String?
    /// For the JWT bearer flow.
    package var username: String?
    package var firstFetch = FirstFetch.months(6)
    /// The share of the org's daily requests that stays for others: 0.2 stops at 80 % used.
    package var quotaReserve = 0.2

    package init() {}

    package enum Authorization: String, Sendable, Hashable, CaseIterable, Codable {
        case clientCredentials = "client_credentials"
        case jwtBearer = "jwt_bearer"
        case refreshToken = "refresh_token"
        case web
    }

    /// How far the first fetch looks back by LastModifiedDate (D§8).
    package enum FirstFetch: Sendable, Hashable {
        case months(Int)
        case since(Day)
        case everything
    }
}
