import ArgumentParser
import Connectors
import Domain

extension ConnectCommand {
    /// One tenant of a community platform.
    struct CommunityTenant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "community", abstract: "Connect one tenant of a community, or its simulator.",
            discussion: """
                Credentials are made in Control > Integrations > API, with the scopes read and write. Host and client id may \
                also stand in crosswalk.yaml under community.connections; the secret may come from \
                CROSSWALK_COMMUNITY_CLIENT_SECRET.
                """)

        @OptionGroup var options: WorkspaceOptions
        @Option(help: "The tenant's id, such as customer-en.") var tenant = CommunityKind.defaultTenant
        @Option(help: "api2-eu-west-1.insided.com, api2-us-west-2.insided.com, or a simulator's address.") var host:
            String?
        @Option(help: "The credentials' client id.") var clientID: String?
        @Option(help: "The credentials' secret; - reads it from standard input.") var clientSecret: String?

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            var secrets = try await composition.communitySecrets(tenant)
            if let host { secrets[CommunitySecret.host] = host }
            if let clientID { secrets[CommunitySecret.clientID] = clientID }
            if let clientSecret { secrets[CommunitySecret.clientSecret] = try secret(clientSecret) }
            let before = try await composition.communitySecrets(tenant)
            try await composition.keepCommunitySecrets(secrets, tenant: tenant)
            do {
                let members = try await composition.community(tenant).memberCount()
                if options.json { return try Console.json(["tenant": tenant, "members": String(members)]) }
                Console.say(
                    "Connected to the community \(tenant): \(grouped(members)) members. Next: crosswalk community sync."
                )
            } catch {
                // What does not work is not kept.
                try await composition.keepCommunitySecrets(before, tenant: tenant)
                throw error
            }
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
