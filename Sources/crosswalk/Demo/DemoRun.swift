import Connectors
import Domain
import Foundation
import Simulators
import Store
import SyncEngine

/// The product's first minute: a workspace on sample data, a Salesforce and a community beside it, one whole run.
struct DemoRun {
    let settings: Settings
    let organisation: DemoOrganisation
    /// The simulators' addresses; no community where the organisation has none.
    let salesforce: String
    let community: String?

    /// What the demo did, for its summary.
    struct Result {
        var imports: [(kind: ImportKind, tally: ImportTally, duration: Duration)] = []
        var run: RunReport
        var community: DemoCommunity.Result?
        let composition: Composition
        let asOf: Day?
    }

    /// A demo changes where Salesforce is and brings invented customers: no workspace that is in use may become one.
    static func require(_ workspace: Workspace) throws {
        guard workspace.exists || workspace.hasDatabase else { return }
        let address = try ConfigurationFile.inForce(workspace).salesforce.loginURL
        guard address.hasPrefix("http://127.0.0.1:") else {
            throw PlainError(
                "\(workspace.folder.relativePath) is a workspace of your own, and the demo would add its sample data to it. "
                    + "Leave --workspace out, or name another folder.")
        }
    }

    /// The simulated Salesforce of a demo workspace; what is written to it is kept beside the workspace.
    static func simulator(
        _ organisation: DemoOrganisation, in workspace: Workspace, port: Int
    ) throws -> SalesforceSimulator {
        var options = SalesforceSimulator.Options()
        options.port = port
        options.sources = OrgSources(
            dataFolder: organisation.salesforceFolder.path,
            stateFile: workspace.folder.appendingPathComponent("salesforce-simulator.state").path)
        do {
            return try SalesforceSimulator(options)
        } catch let error as OrgDataError {
            throw PlainError(error.description)
        }
    }

    /// The simulated community, where the organisation has one.
    static func community(_ organisation: DemoOrganisation, port: Int) throws -> CommunitySimulator? {
        guard let folder = organisation.communityFolder else { return nil }
        var options = CommunitySimulator.Options()
        options.port = port
        options.dataFolder = folder.path
        do {
            return try CommunitySimulator(options)
        } catch let error as OrgDataError {
            throw PlainError(error.description)
        }
    }

    func run() async throws -> Result {
        let progress = ProgressLine(isShown: Console.isTerminal)
        try prepareWorkspace()
        let composition = try await Composition.open(settings)
        try await composition.store.setBookmark(
            Composition.endOfDataBookmark, to: organisation.asOf?.text, in: nil, at: .present)
        try await composition.keepSecrets([SecretName.clientSecret: ConnectedApp().clientSecret])
        for connection in composition.configuration.community.connections {
            try await composition.keepCommunitySecret(ConnectedApp().clientSecret, of: connection.tenant)
        }
        var imports: [(kind: ImportKind, tally: ImportTally, duration: Duration)] = []
        for (kind, path) in organisation.productFiles {
            let began = ContinuousClock.now
            let result = try await FileImport(path: path, format: nil).run(
                composition.loader(of: kind), progress: progress)
            imports.append((kind, result.tally, .now - began))
        }
        let report = try await composition.synchronize(
            RunRequest(trigger: .commandLine, asOf: organisation.asOf), progress: progress)
        progress.clear()
        let accepted =
            community == nil ? nil : try await DemoCommunity(composition: composition).acceptSuggestions()
        return Result(
            imports: imports, run: report, community: accepted, composition: composition, asOf: organisation.asOf)
    }

    /// Makes the workspace on the first run; later only the simulators' addresses change.
    private func prepareWorkspace() throws {
        let workspace = settings.workspace
        var text = configurationTemplate
        if workspace.exists {
            text = try workspace.readConfiguration()
        } else if FileManager.default.fileExists(atPath: organisation.configurationFile.path) {
            text = try ConfigurationFile.text(organisation.configurationFile.path)
        }
        text = try ConfigurationEdit.text(text) { configuration in
            configuration.salesforce.loginURL = salesforce
            configuration.salesforce.clientID = ConnectedApp().clientID
            guard let community else { return }
            configuration.community.connections = try organisation.tenants().map {
                CommunitySettings.Connection(tenant: $0, host: community, clientID: $0)
            }
        }
        try workspace.write(text, to: workspace.configurationFile)
    }
}
