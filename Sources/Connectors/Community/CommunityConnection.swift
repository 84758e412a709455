/// How to reach one tenant of a community and to log in to it.
package struct CommunityConnection: Sendable, Hashable {
    package let tenant: String
    /// Scheme and host, without a slash at the end.
    package let origin: String
    package let clientID: String
    package let clientSecret: Secret

    package init(tenant: String, host: String, clientID: String, clientSecret: Secret) {
        self.tenant = tenant
        origin = ConnectionSettings.origin(of: host)
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}
