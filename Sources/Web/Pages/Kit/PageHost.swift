package import Domain
package import SyncEngine

/// What pages ask of the program around them: the configuration, the org, and runs. Everything else is in the store.
package protocol PageHost: Sendable {
    /// The configuration in force, with every attribute that the store knows.
    func configuration() async throws -> HubConfiguration
    /// The configuration in force as YAML.
    func configurationText() async throws -> String
    /// What is wrong with a text, and what it would change; nothing is put in force.
    func review(_ text: String) async throws -> ConfigurationReview
    /// Puts a configuration in force and returns a line for each change.
    func apply(_ configuration: HubConfiguration, by author: String) async throws -> [String]
    func apply(text: String, by author: String) async throws -> [String]
    /// Nothing while no org is connected.
    func salesforce() async throws -> (any Salesforce)?
    /// Begins a run in the background; says in an error why it cannot.
    func synchronize(_ stages: [StageName], by author: String) async throws
    func undo(_ run: RunNumber, by author: String) async throws
    /// What the present run has reached; nothing while none runs.
    func progress() async -> StageProgress?
    /// When the present run is to have ended, in the page's words; on while one runs.
    func isRunning() async -> Bool
}

/// What a text would be as a configuration.
package struct ConfigurationReview: Sendable, Hashable {
    /// With line and column, in the order of the text.
    package var mistakes: [String] = []
    package var changes: [String] = []

    package init(mistakes: [String] = [], changes: [String] = []) {
        self.mistakes = mistakes
        self.changes = changes
    }
}

/// The store, as pages read it.
package typealias PageStore = EngineStore & Explorer & LinkOverrideStore & LinkStore

/// Where pages get their models from.
package struct PageSources: Sendable {
    package let store: any PageStore
    package let host: any PageHost
    let memory = PageMemory()

    package init(store: any PageStore, host: any PageHost) {
        self.store = store
        self.host = host
    }
}
