package import Domain
package import SyncEngine

/// What only the composition can do for the pages: the configuration, the connection, a run.
package struct WorkspaceDesk: Sendable {
    /// The configuration in force, and its text as it stands in crosswalk.yaml.
    package let configuration: @Sendable () throws -> HubConfiguration
    package let configurationText: @Sendable () throws -> String
    /// What a text would change; throws every mistake with its line.
    package let compare: @Sendable (String) async throws -> ConfigurationChanges
    /// Puts a text in force, whatever is lost by it; returns what it changed, a line for each.
    package let apply: @Sendable (String) async throws -> [String]
    /// A configuration read from a text that is not in force, for what-ifs.
    package let read: @Sendable (String) throws -> HubConfiguration
    /// The present text changed so that it says a configuration, for pages that edit a part of it.
    package let write: @Sendable (HubConfiguration) throws -> String
    /// Nothing while nobody has connected.
    package let salesforce: @Sendable () async throws -> (any Salesforce)?
    package let authorization: SalesforceAuthorization
    /// Carries an order out while holding the workspace's lock; nothing where another process holds it.
    package let perform: @Sendable (RunOrder, @escaping @Sendable (StageProgress) -> Void) async throws -> RunReport?
    /// Writes a consistent copy of the database to a file.
    package let backUp: @Sendable (String) async throws -> Void
    /// Where the workspace lies.
    package let folder: String

    package init(
        folder: String,
        configuration: @escaping @Sendable () throws -> HubConfiguration,
        configurationText: @escaping @Sendable () throws -> String,
        compare: @escaping @Sendable (String) async throws -> ConfigurationChanges,
        apply: @escaping @Sendable (String) async throws -> [String],
        read: @escaping @Sendable (String) throws -> HubConfiguration,
        write: @escaping @Sendable (HubConfiguration) throws -> String,
        salesforce: @escaping @Sendable () async throws -> (any Salesforce)?,
        authorization: SalesforceAuthorization,
        perform: @escaping @Sendable (RunOrder, @escaping @Sendable (StageProgress) -> Void) async throws -> RunReport?,
        backUp: @escaping @Sendable (String) async throws -> Void
    ) {
        self.folder = folder
        self.configuration = configuration
        self.configurationText = configurationText
        self.compare = compare
        self.apply = apply
        self.read = read
        self.write = write
        self.salesforce = salesforce
        self.authorization = authorization
        self.perform = perform
        self.backUp = backUp
    }
}

/// What a text would change, a line for each, and which values would be lost by it.
package struct ConfigurationChanges: Sendable, Hashable {
    package let lines: [String]
    package let losses: [AttributeLoss]

    package init(lines: [String] = [], losses: [AttributeLoss] = []) {
        self.lines = lines
        self.losses = losses
    }
}
