package import Domain

/// A community that somebody connected: its tenant, and how to reach it once it is needed.
package struct ConnectedCommunity: Sendable {
    package let tenant: String
    let open: @Sendable () async throws -> any Community

    package init(tenant: String, open: @escaping @Sendable () async throws -> any Community) {
        self.tenant = tenant
        self.open = open
    }
}
