import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// How a community is reached: what is stored, sealed, beside what crosswalk.yaml says.
enum CommunitySecret {
    static let clientSecret = "client_secret"
    static let clientID = "client_id"
    static let host = "host"

    static func connection(_ tenant: String) -> String { "community:" + tenant }
}

extension Composition {
    /// The tenants of crosswalk.yaml and those that were connected on the command line.
    func tenants() async throws -> [String] {
        let stored = try await store.connectionNames(prefix: CommunitySecret.connection(""))
        let configured = configuration.community.connections.map(\.tenant)
        return configured + stored.filter { !configured.contains($0) }
    }

    func communitySecrets(_ tenant: String) async throws -> [String: String] {
        guard let sealed = try await store.sealedSecrets(of: CommunitySecret.connection(tenant)) else { return [:] }
        return try settings.secretBox().open(sealed)
    }

    func keepCommunitySecrets(_ secrets: [String: String], tenant: String) async throws {
        try await store.keep(
            sealedSecrets: try settings.secretBox().seal(secrets), of: CommunitySecret.connection(tenant))
    }

    func community(_ tenant: String) async throws -> CommunityConnector {
        let stored = try await communitySecrets(tenant)
        let configured = configuration.community.connections.first { $0.tenant == tenant }
        let given = ProcessInfo.processInfo.environment["CROSSWALK_COMMUNITY_CLIENT_SECRET"]
        guard let host = configured?.host ?? stored[CommunitySecret.host],
            let clientID = configured?.clientID ?? stored[CommunitySecret.clientID],
            let secret = given ?? stored[CommunitySecret.clientSecret]
        else {
            throw PlainError(
                "The community \(tenant) is not connected. Run `crosswalk connect community --tenant \(tenant) --host HOST "
                    + "--client-id ID --client-secret SECRET`.")
        }
        return CommunityConnector(
            settings: CommunityConnection(
                tenant: tenant, host: host, clientID: clientID, clientSecret: Secret(secret)),
            connection: HTTPConnection(logger: log))
    }

    /// The account's attribute that holds revenue, or health: the named one, or the first of the usual names.
    func accountColumn(_ named: String?, usual: [String]) throws -> String? {
        let attributes = configuration.attributes.filter { $0.entity == .account && $0.type == .number }
        if let named {
            guard let found = attributes.first(where: { $0.apiName.lowercased() == named.lowercased() }) else {
                throw PlainError(
                    "There is no number attribute \(named) of accounts. Declare it under attributes in crosswalk.yaml.")
            }
            return found.columnName
        }
        return usual.lazy.compactMap { name in attributes.first { $0.apiName.lowercased() == name } }.first?.columnName
    }

    static let revenueNames = ["arr", "annual_recurring_revenue", "mrr", "annual_revenue", "annualrevenue", "revenue"]
    static let healthNames = ["health", "health_score", "score", "current_score"]
}
