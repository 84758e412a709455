import ArgumentParser
import Connectors
import Domain

extension ConnectCommand {
    /// One tenant of a community platform.
    struct CommunityTenant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "community", abstract: "Connect one tenant of a community, or its simulator.",
            discussion: """
                Credentials are made in Control > Integrations > API, with the scopes read and write. Host and client id are \
                kept in crosswalk.yaml under community.connections, the secret is sealed or comes from \
                CROSSWALK_COMMUNITY_CLIENT_SECRET.
                """)

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "The tenant's id, such as customer-en.") var tenant = CommunityKind.defaultTenant
        @Option(help: "api2-eu-west-1.insided.com, api2-us-west-2.insided.com, or a simulator's address.") var host:
            String?
        @Option(help: "The credentials' client id.") var clientID: String?
        @Option(help: "The credentials' secret; - reads it from standard input.") var clientSecret: String?

        func run() async throws {
            let settings = options.settings
            let before = try settings.workspace.readConfiguration()
            do {
                try await connect(settings)
            } catch {
                // What does not work is not kept.
                try settings.workspace.write(before, to: settings.workspace.configurationFile)
                throw error
            }
        }

        private func connect(_ settings: Settings) async throws {
            let secret = try clientSecret.map(secret)
            let known = try ConfigurationFile.inForce(settings.workspace).community.connections
            let connection = try connection(known)
            try settings.workspace.changeConfiguration { configuration in
                var all = known.filter { $0.tenant != tenant }
                all.insert(connection, at: known.firstIndex { $0.tenant == tenant } ?? all.endIndex)
                configuration.community.connections = all
            }
            let composition = try await Composition.open(settings)
            let members = try await composition.community(connection, secret: secret).memberCount()
            if let secret { try await composition.keepCommunitySecret(secret, of: tenant) }
            if options.json { return try Console.json(["tenant": tenant, "members": String(members)]) }
            Console.say(
                "Connected to the community \(tenant): \(counted(members, "member")). Next: crosswalk community sync."
            )
        }

        /// What was given, and what crosswalk.yaml says already.
        private func connection(_ known: [CommunitySettings.Connection]) throws -> CommunitySettings.Connection {
            let before = known.first { $0.tenant == tenant }
            guard let host = host ?? before?.host, let clientID = clientID ?? before?.clientID else {
                throw PlainError(
                    "Give --host and --client-id, or put them under community.connections in crosswalk.yaml.")
            }
            return CommunitySettings.Connection(tenant: tenant, host: host, clientID: clientID)
        }

        private func secret(_ argument: String) throws -> String {
            guard argument == "-" else { return argument }
            guard let line = readLine(), !line.isEmpty else {
                throw PlainError("Nothing came from standard input. Write the secret there, followed by a line end.")
            }
            return line
        }
    }
}
