import Connectors
import Domain
import Foundation
import Logging
import Store
import SyncEngine

extension Composition {
    /// What `connect` and `doctor` tell of the org.
    struct Access: Encodable {
        let instance: String
        let version: String
        let requestsUsed: Int
        let requestLimit: Int
        let findings: [String]
    }

    /// The connector, or nothing while nobody has connected.
    func salesforce() async throws -> SalesforceConnector? {
        let stored = try await storedSecrets()
        var secrets = stored.merging(settings.secrets) { _, given in given }
        // The environment's token may be one that Salesforce has replaced since: then the newer one is kept here.
        if let given = settings.secrets[SecretName.refreshToken], given == stored[SecretName.replacedToken] {
            secrets[SecretName.refreshToken] = stored[SecretName.refreshToken]
        }
        guard configuration.salesforce.clientID != nil, !secrets.isEmpty else { return nil }
        return try connector(secrets: secrets)
    }

    func connector(secrets: [String: String]) throws -> SalesforceConnector {
        let salesforce = configuration.salesforce
        guard let clientID = salesforce.clientID else {
            throw PlainError(
                "No client id. Give --client-id, or salesforce.client_id in crosswalk.yaml: the consumer key of the "
                    + "connected app.")
        }
        let connection = ConnectionSettings(
            loginURL: salesforce.loginURL, clientID: clientID, login: try login(secrets),
            quotaReserve: salesforce.quotaReserve)
        return SalesforceConnector(
            connection, over: self.connection(to: "Salesforce"),
            saveRefreshToken: { [self] token in
                var secrets = try await storedSecrets()
                secrets[SecretName.refreshToken] = token.value
                secrets[SecretName.replacedToken] = settings.secrets[SecretName.refreshToken]
                try await keepSecrets(secrets)
            })
    }

    /// Logs in and looks at everything that the configuration needs.
    func greet(_ connector: SalesforceConnector) async throws -> Access {
        let access = try await connector.connect()
        let quota = try await connector.quota()
        let findings = try await connector.checkAccess(Entity.allCases.map(wantedAccess))
        return Access(
            instance: access.instanceURL, version: access.version, requestsUsed: quota.used, requestLimit: quota.limit,
            findings: findings.map(\.sentence))
    }

    func storedSecrets() async throws -> [String: String] {
        guard let sealed = try await store.sealedSecrets(of: "salesforce") else { return [:] }
        return try settings.secretBox().open(sealed)
    }

    func keepSecrets(_ secrets: [String: String]) async throws {
        try await store.keep(sealedSecrets: try settings.secretBox().seal(secrets), of: "salesforce")
    }

    private func login(_ secrets: [String: String]) throws -> ConnectionSettings.Login {
        func secret(_ name: String, _ option: String) throws -> Secret {
            guard let value = secrets[name] else {
                throw PlainError(
                    "\(configuration.salesforce.authorization.rawValue) needs \(option): give it to "
                        + "`crosswalk connect salesforce`, or by the environment (docs/configuration.md).")
            }
            return Secret(value)
        }
        switch configuration.salesforce.authorization {
        case .clientCredentials:
            return .clientCredentials(secret: try secret(SecretName.clientSecret, "--client-secret"))
        case .jwtBearer:
            guard let username = configuration.salesforce.username else {
                throw PlainError(
                    "jwt_bearer needs the user: give --username, or salesforce.username in crosswalk.yaml.")
            }
            return .jwtBearer(username: username, privateKey: try secret(SecretName.privateKey, "--private-key"))
        case .refreshToken, .web:
            return .refreshToken(
                try secret(SecretName.refreshToken, "--refresh-token"),
                clientSecret: secrets[SecretName.clientSecret].map(Secret.init))
        }
    }

    private func wantedAccess(_ entity: Entity) -> WantedAccess {
        let linked = configuration.configuration(of: entity)
        var wanted = WantedAccess(object: linked.object)
        for rule in linked.match {
            if let field = linked.theirField(of: rule) { wanted.reads.append(WantedAccess.Field(field)) }
        }
        let attributes = configuration.attributes
        wanted.reads += linked.pull.map {
            WantedAccess.Field($0.from, type: attributes.type(of: $0.to, entity: entity))
        }
        wanted.pushes = linked.push.map {
            WantedAccess.Field($0.to, type: $0.source.type(of: entity, attributes))
        }
        return wanted
    }
}
