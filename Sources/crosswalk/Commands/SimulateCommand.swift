import ArgumentParser
import Cryptography
import Domain
import Foundation
import Simulators

/// Runs a simulator on its own, for rehearsals and tests.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a simulated Salesforce or community on this machine.",
        subcommands: [SalesforceOrganisation.self, CommunityPlatform.self])

    /// A Salesforce with one connected app and one user.
    struct SalesforceOrganisation: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "salesforce",
            abstract: "Run a Salesforce simulator; prints one line with its address when it is ready.")

        @Option(help: "The port on 127.0.0.1; 8080 otherwise, and 0 picks a free one.", transform: ListeningPlace.port)
        var port = 8080
        @Option(help: "A folder of <Object>.csv and <Object>.fields.csv.") var data: String?
        @Option(help: "Accounts in Salesforce export style, instead of the folder's Account.csv.") var accounts: String?
        @Option(help: "Contacts in Salesforce export style, instead of the folder's Contact.csv.") var contacts: String?
        @Option(help: "Keep writes in this file and replay them at the next start.") var state: String?
        @Option(help: "Append every accepted write to this file as JSON Lines.") var writeLog: String?
        @Option(help: "Append every request to this file as JSON Lines.") var requestLog: String?
        @Option(help: "The connected app's id.") var clientID: String?
        @Option(help: "The connected app's secret.") var clientSecret: String?
        @Option(help: "The user's name.") var username: String?
        @Option(help: "The user's password.") var password: String?
        @Option(help: "The one refresh token that is good for ever.") var refreshToken: String?
        @Flag(help: "Give a new refresh token with each use of the old.") var rotateRefreshTokens = false
        @Option(help: "A PEM file with the public key of the JWT bearer flow.") var jwtPublicKey: String?
        @Option(help: "API requests a day.") var quota: Int?
        @Option(help: "Faults by rate: 'seed=7,slow=5%,expire=1/200,429=2%,503=1%,lock=3%,…'.") var hostile: String?

        func run() async throws {
            let simulator: SalesforceSimulator
            do {
                simulator = try SalesforceSimulator(try simulatorOptions())
            } catch let error as OrgDataError {
                throw PlainError(error.description)
            } catch let error as HostileSpecError {
                throw PlainError("\(error)")
            }
            try await ListeningPlace.serving(port: port) {
                try await simulator.run { address in Console.say("Salesforce simulator ready at \(address)") }
            }
        }

        private func simulatorOptions() throws -> SalesforceSimulator.Options {
            var options = SalesforceSimulator.Options()
            options.port = port
            options.sources = OrgSources(
                dataFolder: data, accountsCSV: accounts, contactsCSV: contacts, stateFile: state,
                writeLogFile: writeLog)
            options.requestLogFile = requestLog
            if let clientID { options.app.clientID = clientID }
            if let clientSecret { options.app.clientSecret = clientSecret }
            if let username { options.app.username = username }
            if let password { options.app.password = password }
            if let refreshToken { options.app.refreshToken = refreshToken }
            options.app.rotatesRefreshTokens = rotateRefreshTokens
            if let jwtPublicKey { options.app.jwtPublicKey = try Self.publicKey(in: jwtPublicKey) }
            if let quota { options.quota = quota }
            if let hostile { options.hostility = try HostileSpec(parsing: hostile) }
            return options
        }

        /// The text of a key file, if there is a key in it that the flow can check signatures with.
        private static func publicKey(in file: String) throws -> String {
            guard let content = FileManager.default.contents(atPath: file) else {
                throw PlainError("The key file \(file) cannot be read.")
            }
            let pem = String(decoding: content, as: UTF8.self)
            do {
                _ = try RSAPublicKey(pem: pem)
            } catch {
                throw PlainError(
                    """
                    \(file) holds no public RSA key of 2048 bits or more in PEM form. 'openssl rsa -in KEY -pubout' makes \
                    one of a private key, 'openssl x509 -in CERTIFICATE -pubkey -noout' one of a certificate.
                    """)
            }
            return pem
        }
    }
}
