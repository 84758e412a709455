import Domain
import SyncEngine

/// What pages ask of the program around them: the configuration, the org, and runs. Everything else is in the store.
protocol PageHost: Sendable {
    /// The configuration in force, with every attribute that the store knows.
    func configuration() async throws -> HubConfiguration
    /// The configuration in force as YAML.
    func configurationText() async throws -> String
    /// What is wrong with a text, and what it would change; nothing is put in force.
    func review(_ text: String) async throws -> ConfigurationReview
    /// Puts a configuration in force and returns a line for each change.
    func apply(_ configuration: HubConfiguration) async throws -> [String]
    /// - Parameter tag: of the text that was changed into this one.
    func apply(text: String, replacing tag: String?, acceptingLosses: Bool) async throws -> [String]
    /// Nothing while no org is connected.
    func salesforce() async throws -> (any Salesforce)?
    /// Begins a run in the background; says in an error why it cannot.
    func synchronize(_ stages: [StageName]) async throws
    func undo(_ run: RunNumber) async throws
    /// What the present run has reached; nothing while none runs.
    func progress() async -> StageProgress?
    func isRunning() async -> Bool
    /// Whether this server begins runs by the schedule.
    var keepsSchedule: Bool { get }
    /// The day from which reports look back; nothing means now.
    var asOf: Day? { get }
}

/// What a text would be as a configuration.
struct ConfigurationReview: Sendable, Hashable {
    /// With line and column, in the order of the text.
    var mistakes: [String] = []
    var changes: [String] = []
    /// Values that it would lose.
    var losses: [String] = []
}

/// The store, as pages read it.
typealias PageStore = AssociationStore & CommunityBrowser & CommunityInsight & CommunityStore & EngineStore & Explorer
    & LinkOverrideStore & LinkStore & RecordNames

/// Where pages get their models from.
struct PageSources: Sendable {
    let store: any PageStore
    let host: any PageHost
    let memory: PageMemory
}
