import ArgumentParser
import Domain
import Foundation

/// What the program was told by its arguments and its environment, read once (docs/configuration.md).
struct Settings: Sendable {
    let workspace: Workspace
    let printsJSON: Bool
    /// Log lines of every request and stage on standard error.
    let isVerbose: Bool
    /// Secrets given by the environment: they win over the stored ones.
    let secrets: [String: String]
    /// The secret of communities' credentials, where the environment gives one: it wins over the stored ones.
    let communitySecret: String?
    private let environment: [String: String]

    /// The environment's names for secrets, and the names under which they are stored.
    static let secretVariables = [
        "CROSSWALK_SALESFORCE_CLIENT_SECRET": SecretName.clientSecret,
        "CROSSWALK_SALESFORCE_REFRESH_TOKEN": SecretName.refreshToken,
        "CROSSWALK_SALESFORCE_PRIVATE_KEY": SecretName.privateKey,
    ]

    init(_ options: WorkspaceOptions, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let path = options.workspace ?? environment["CROSSWALK_WORKSPACE"] ?? "./workspace"
        workspace = Workspace(path: path)
        printsJSON = options.json
        isVerbose = options.verbose
        self.environment = environment
        var secrets: [String: String] = [:]
        for (variable, name) in Self.secretVariables {
            if let value = environment[variable], !value.isEmpty { secrets[name] = value }
        }
        self.secrets = secrets
        communitySecret = environment["CROSSWALK_COMMUNITY_CLIENT_SECRET"].flatMap { $0.isEmpty ? nil : $0 }
    }

    func secretBox() throws -> SecretBox {
        try SecretBox.open(workspace, environment: environment)
    }
}

/// The names of the secrets of a Salesforce connection.
enum SecretName {
    static let clientSecret = "client_secret"
    static let refreshToken = "refresh_token"
    /// The environment's refresh token, where Salesforce gave a new one for it.
    static let replacedToken = "replaced_refresh_token"
    /// PEM text.
    static let privateKey = "private_key"
}

/// The options that every command has.
struct WorkspaceOptions: ParsableArguments {
    @Option(help: "The workspace folder (default ./workspace, or CROSSWALK_WORKSPACE).")
    var workspace: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    @Flag(help: "Log every request on standard error.")
    var verbose = false

    var settings: Settings { Settings(self) }
}
