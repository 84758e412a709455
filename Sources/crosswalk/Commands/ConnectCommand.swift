import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Stores how to log in to an outside system, and tries it at once.
struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect", abstract: "Log in to Salesforce or a community and keep the secrets, encrypted.",
        subcommands: [SalesforceConnection.self, CommunityTenant.self])

    /// A Salesforce org: production, sandbox, My Domain or a simulator.
    struct SalesforceConnection: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "salesforce",
            abstract: "Connect a Salesforce org: production, sandbox, My Domain or simulator.",
            discussion: """
                Secrets may also come from the environment: CROSSWALK_SALESFORCE_CLIENT_SECRET, \
                CROSSWALK_SALESFORCE_REFRESH_TOKEN, CROSSWALK_SALESFORCE_PRIVATE_KEY. What is not given is taken from \
                crosswalk.yaml.
                """)

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "https://login.salesforce.com, https://test.salesforce.com, a My Domain, a simulator.")
        var loginURL: String?
        @Option(help: "client_credentials, jwt_bearer or refresh_token.") var auth: Authorization?
        @Option(help: "The connected app's consumer key.") var clientID: String?
        @Option(help: "The connected app's consumer secret; - reads it from standard input.") var clientSecret: String?
        @Option(help: "The user that a JWT stands for.") var username: String?
        @Option(help: "A PEM file with the private key that signs the JWT.") var privateKey: String?
        @Option(help: "A refresh token; - reads it from standard input.") var refreshToken: String?

        enum Authorization: String, ExpressibleByArgument, CaseIterable {
            case clientCredentials = "client_credentials"
            case jwtBearer = "jwt_bearer"
            case refreshToken = "refresh_token"
        }

        func run() async throws {
            let settings = options.settings
            let before = try settings.workspace.readConfiguration()
            do {
                try await connect(settings)
            } catch {
                // What did not work is not kept.
                try settings.workspace.write(before, to: settings.workspace.configurationFile)
                throw error
            }
        }

        private func connect(_ settings: Settings) async throws {
            try keepSettings(settings.workspace)
            let composition = try await Composition.open(settings)
            var secrets = (try? await composition.storedSecrets()) ?? [:]
            if let clientSecret { secrets[SecretName.clientSecret] = try Self.value(clientSecret) }
            if let refreshToken { secrets[SecretName.refreshToken] = try Self.value(refreshToken) }
            if let privateKey { secrets[SecretName.privateKey] = try ConfigurationFile.text(privateKey) }
            let connector = try composition.connector(secrets: secrets.merging(settings.secrets) { _, given in given })
            let tokenBefore = (try? await composition.storedSecrets())?[SecretName.refreshToken]
            let access = try await composition.greet(connector)
            // The login may have used the refresh token up and been given, and stored, the next one.
            let tokenNow = (try? await composition.storedSecrets())?[SecretName.refreshToken]
            if tokenNow != tokenBefore { secrets[SecretName.refreshToken] = tokenNow }
            try await composition.keepSecrets(secrets)
            if settings.printsJSON { return try Console.json(access) }
            Console.say("Connected to \(access.instance), API version \(access.version).")
            Console.say("API requests today: \(grouped(access.requestsUsed)) of \(grouped(access.requestLimit)).")
            for finding in access.findings { Console.say("  ! \(finding)") }
            let unstored = Settings.secretVariables.filter { settings.secrets[$1] != nil && secrets[$1] == nil }.keys
            if !unstored.isEmpty {
                Console.say(
                    "  ! \(unstored.sorted().joined(separator: ", ")) stood in the environment and is not stored: every "
                        + "command that reaches Salesforce, serve included, needs it there. To store it, give it as an option."
                )
            }
            if access.findings.isEmpty { Console.say("Every object and field that crosswalk.yaml names is in reach.") }
        }

        /// What is no secret stands in crosswalk.yaml.
        private func keepSettings(_ workspace: Workspace) throws {
            try workspace.changeConfiguration { configuration in
                if let loginURL { configuration.salesforce.loginURL = ConnectionSettings.origin(of: loginURL) }
                if let auth = auth.flatMap({ SalesforceSettings.Authorization(rawValue: $0.rawValue) }) {
                    configuration.salesforce.authorization = auth
                }
                if let clientID { configuration.salesforce.clientID = clientID }
                if let username { configuration.salesforce.username = username }
            }
        }

        private static func value(_ argument: String) throws -> String {
            guard argument == "-" else { return argument }
            guard let line = readLine(), !line.isEmpty else {
                throw PlainError("Nothing came from standard input. Write the secret there, followed by a line end.")
            }
            return line
        }
    }
}
