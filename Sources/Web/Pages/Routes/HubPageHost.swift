import Domain
import SyncEngine

/// The hub as pages ask it.
struct HubPageHost: PageHost {
    let hub: Hub
    /// Whose changes they are.
    let visitor: Visitor

    func configuration() async throws -> HubConfiguration {
        var configuration = try hub.configuration()
        let known = try await hub.store.attributes()
        for attribute in known
        where !configuration.attributes.contains(where: {
            $0.entity == attribute.entity && $0.apiName == attribute.apiName
        }) {
            configuration.attributes.append(attribute)
        }
        return configuration
    }

    func configurationText() async throws -> String { try hub.workspace.configurationText() }

    func review(_ text: String) async throws -> ConfigurationReview {
        do {
            let changes = try await hub.workspace.compare(text)
            return ConfigurationReview(changes: changes.lines, losses: changes.losses.map(\.sentence))
        } catch let error as any RemediableError {
            return ConfigurationReview(mistakes: error.advice.split(separator: "\n").map(String.init))
        }
    }

    func apply(_ configuration: HubConfiguration) async throws -> [String] {
        try await apply(text: try hub.workspace.write(configuration), replacing: nil, acceptingLosses: false)
    }

    func apply(text: String, replacing tag: String?, acceptingLosses: Bool) async throws -> [String] {
        try await hub.applyConfiguration(text, replacing: tag, acceptingLosses: acceptingLosses, by: visitor)
    }

    func salesforce() async throws -> (any Salesforce)? { try await hub.workspace.salesforce() }

    func synchronize(_ stages: [StageName]) async throws {
        try hub.runs.order(.stages(RunRequest(stages: stages, trigger: .synchronizeButton)))
    }

    func undo(_ run: RunNumber) async throws { try await hub.orderUndo(of: run) }

    func progress() async -> StageProgress? { hub.runs.activity?.progress }

    func isRunning() async -> Bool { hub.runs.activity != nil }

    var keepsSchedule: Bool { hub.settings.runsSchedule }

    var asOf: Day? { hub.settings.asOf }
}
