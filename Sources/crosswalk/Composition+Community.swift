import Connectors
import Domain
import Foundation
import Store
import SyncEngine

extension Composition {
    /// The communities that crosswalk.yaml names; their secrets are opened once they are needed.
    var communities: [ConnectedCommunity] {
        configuration.community.connections.map { connection in
            ConnectedCommunity(tenant: connection.tenant) { try await community(connection) }
        }
    }

    func community(_ connection: CommunitySettings.Connection, secret: String? = nil) async throws -> CommunityConnector
    {
        let stored = try await communitySecret(of: connection.tenant)
        guard let secret = secret ?? settings.communitySecret ?? stored else {
            throw PlainError(
                "No secret of the community \(connection.tenant) is kept. Run `crosswalk connect community --tenant "
                    + "\(connection.tenant) --client-secret -`.")
        }
        return CommunityConnector(
            settings: CommunityConnection(
                tenant: connection.tenant, host: connection.host, clientID: connection.clientID,
                clientSecret: Secret(secret)),
            connection: self.connection(to: "The community"))
    }

    private func communitySecret(of tenant: String) async throws -> String? {
        guard let sealed = try await store.sealedSecrets(of: "community:\(tenant)") else { return nil }
        return try settings.secretBox().open(sealed)[SecretName.clientSecret]
    }

    func keepCommunitySecret(_ secret: String, of tenant: String) async throws {
        try await store.keep(
            sealedSecrets: try settings.secretBox().seal([SecretName.clientSecret: secret]), of: "community:\(tenant)")
    }

    func coverageText(revenue: String? = nil, asOf: Day? = nil) async throws -> CoverageText {
        let column = try accountColumn(revenue, usual: Self.revenueNames)
        let now = try await lookingBack(from: asOf)
        let zone = try zone()
        return CoverageText(
            try await store.coverage(revenueColumn: column, now: now, zone: zone), asOf: zone.day(of: now))
    }

    /// The moment from which windows look back: the beginning of the day asked for, or of the one at which a demo's data
    /// ends, in the workspace's zone; now otherwise.
    func lookingBack(from day: Day? = nil) async throws -> Instant {
        let end = try await endOfData()
        guard let day = day ?? end else { return .present }
        return try zone().start(of: day)
    }

    /// The day at which a demo's data ends; nothing in other workspaces.
    func endOfData() async throws -> Day? {
        try await store.bookmark(Self.endOfDataBookmark).flatMap { Day($0) }
    }

    static let endOfDataBookmark = "sample.end"

    /// Providers of free and disposable mail, as configured.
    var mailProviders: MailProviders { MailProviders(changes: configuration.freeMail) }

    /// A tenant of which something is kept; nothing for all of them.
    func known(tenant: String?) async throws -> String? {
        guard let tenant else { return nil }
        let names = try await store.tenantNames()
        guard names.contains(tenant) else {
            let all = names.isEmpty ? "none is" : names.joined(separator: ", ")
            throw PlainError("Nothing is kept of a community \(tenant). Known: \(all).")
        }
        return tenant
    }

    /// The account's attribute that holds revenue, or health: the named one, or the first of the usual names.
    func accountColumn(_ named: String?, usual: [String]) throws -> String? {
        try ReportScope.column(configuration, named: named, usual: usual)
    }

    static let revenueNames = ReportScope.revenueNames
    static let healthNames = ReportScope.healthNames
}
