import ArgumentParser
import Domain
import Simulators

extension SimulateCommand {
    /// A community platform with one tenant for each that the data names.
    struct CommunityPlatform: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "community",
            abstract: "Run a community simulator; prints one line with its address when it is ready.",
            discussion: """
                A tenant's client id is its name (or `crosswalk` for the first); the secret is --client-secret. In --hostile, \
                lock answers 500 and partial a web page in place of data.
                """)

        @Option(help: "The port on 127.0.0.1; 8090 otherwise, and 0 picks a free one.", transform: ListeningPlace.port)
        var port = 8090
        @Option(help: "A folder of community-users.csv, community-content.csv and community-activity.csv.") var data:
            String?
        @Option(help: "The secret of every tenant's credentials.") var clientSecret: String?
        @Option(help: "How many seconds an access token lives.") var tokenLifetime: Int?
        @Option(help: "How many topics of one question can be read.") var topicCeiling: Int?
        @Option(help: "Append every request to this file as JSON Lines.") var requestLog: String?
        @Option(help: "Faults by rate: 'seed=7,slow=5%,expire=1/200,429=2%,503=1%,truncate=1%,drop=1%,partial=2%'.")
        var hostile: String?

        func run() async throws {
            let simulator: CommunitySimulator
            do {
                var options = CommunitySimulator.Options()
                options.port = port
                options.dataFolder = data
                options.requestLogFile = requestLog
                if let clientSecret { options.clientSecret = clientSecret }
                if let tokenLifetime { options.tokenLifetime = .seconds(tokenLifetime) }
                if let topicCeiling { options.topicCeiling = topicCeiling }
                if let hostile { options.hostility = try HostileSpec(parsing: hostile) }
                simulator = try CommunitySimulator(options)
            } catch let error as OrgDataError {
                throw PlainError(error.description)
            } catch let error as HostileSpecError {
                throw PlainError("\(error)")
            }
            let tenants = simulator.communities.map(\.tenant).joined(separator: ", ")
            try await ListeningPlace.serving(port: port) {
                try await simulator.run { address in
                    Console.say("Community simulator ready at \(address) (tenants: \(tenants))")
                }
            }
        }
    }
}
