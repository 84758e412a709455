package import Domain
package import Logging
package import SyncEngine

/// All that the pages and the API ask and command, for as long as the process lives.
package struct Hub: Sendable {
    package let store: any WebStore
    package let settings: WebSettings
    package let workspace: WorkspaceDesk
    package let runs: RunDesk
    package let ingest: IngestDesk
    private let schemas: IngestSchemas
    package let keys: KeyRing
    package let meters: Meters
    let sessions: Sessions
    let doors: Doors
    let authorizations = Authorizations()
    /// What pages and lists need not work out each time.
    let memory = PageMemory()
    package let clock: @Sendable () -> Instant
    package let log: Logger

    package init(
        store: any WebStore, settings: WebSettings, workspace: WorkspaceDesk,
        clock: @escaping @Sendable () -> Instant, log: Logger
    ) {
        self.store = store
        self.settings = settings
        self.workspace = workspace
        self.clock = clock
        self.log = log
        let meters = Meters()
        self.meters = meters
        let ingest = IngestDesk(store: store, log: log)
        self.ingest = ingest
        schemas = IngestSchemas(
            store: store, configuration: workspace.configuration, restored: { ingest.knownVisitors.forget() })
        runs = RunDesk(perform: workspace.perform, clock: clock)
        keys = KeyRing(store: store, clock: clock)
        sessions = Sessions(store: store, clock: clock)
        doors = Doors(store: store, clock: clock, passwordCost: settings.passwordCost)
    }

    /// How many records are linked, by rule: counted anew only once a run has changed it.
    func coverage(of entity: Entity) async throws -> LinkCoverage {
        try await sources.coverage(of: entity)
    }

    /// The store with what is remembered of it, as pages have it.
    var sources: PageSources {
        PageSources(store: store, host: HubPageHost(hub: self, visitor: .nobody), memory: memory)
    }

    /// Works out what pages show of all records before somebody asks: now, and whenever a run has ended.
    func keepWarm() async {
        let events = runs.events()
        await warm()
        for await event in events {
            switch event {
            case .ended: await warm()
            // Windows of days move on while nothing runs, and other processes run too.
            case .heartbeat: if await isAtRest() { await warm() }
            case .started, .progress: break
            }
        }
    }

    /// While stages end one after the other, what is counted after one is soon counted anew.
    private func isAtRest() async -> Bool {
        guard runs.activity == nil, let last = try? await store.runs(limit: 1, before: nil).first else { return false }
        return last.endedAt != nil
    }

    private func warm() async {
        try? await store.noteSpellings()
        for entity in Entity.allCases {
            _ = try? await sources.coverage(of: entity)
            _ = try? await sources.collisions(of: entity)
            _ = try? await sources.keyTable(of: entity)
        }
        guard (try? await store.tenantNames().isEmpty) == false else { return }
        let now = clock()
        _ = try? await sources.tenants(now: now)
        _ = try? await sources.memberCoverage(now: now)
        _ = try? await sources.openDomains(now: now)
    }

    /// The configuration in force.
    package func configuration() throws -> HubConfiguration { try workspace.configuration() }

    func ingestSchema() async throws -> IngestSchema { try await schemas.present(at: clock()) }

    /// The token for the first set-up, to be printed once; nothing where somebody can log in already.
    package func openSetup() async throws -> String? { try await doors.openSetup() }

    /// The engine over the present connection, for explanations, previews and decisions.
    package func engine() async throws -> SyncEngine {
        SyncEngine(
            salesforce: try await workspace.salesforce(), store: store, clock: clock,
            pause: { try await Task.sleep(for: $0) })
    }
}

/// All that pages, API and ingest read and write.
package typealias WebStore = AccessStore & AssociationStore & CommunityBrowser & CommunityInsight & CommunityStore
    & EngineStore & Explorer & LinkOverrideStore & LinkStore & RecordNames

/// How the server was started.
package struct WebSettings: Sendable {
    package var host = "127.0.0.1"
    package var port = 8800
    /// A proxy stands before us, whose `X-Forwarded-…` headers tell the truth.
    package var trustsProxy = false
    /// The address under which browsers reach us, where it is not what they send as Host.
    package var publicURL: String?
    /// Of scrypt, as a power of two; tests take a small one.
    package var passwordCost = 15
    package var runsSchedule = true
    /// The day from which runs measure and reports look back, where sample data ends before today.
    package var asOf: Day?
    /// What is configured on pages may point into this network, as it must for a simulator.
    package var allowsPrivateHosts = false
    /// Of our own TLS; without it we speak plain HTTP, with browsers or with a proxy.
    package var certificate: ServerCertificate?

    package init() {}
}

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

/// The web flow of OAuth, as the connector offers it: where to send the person, and what to do with their code.
package struct SalesforceAuthorization: Sendable {
    /// The address of the consent page, for a way back, a state and a verifier.
    package let address: @Sendable (_ redirectURI: String, _ state: String, _ verifier: String) async throws -> String
    /// Changes the code for tokens, keeps them, and looks whether they work.
    package let finish:
        @Sendable (_ code: String, _ redirectURI: String, _ state: String, _ verifier: String)
            async throws -> Void

    package init(
        address:
            @escaping @Sendable (_ redirectURI: String, _ state: String, _ verifier: String) async throws -> String,
        finish:
            @escaping @Sendable (_ code: String, _ redirectURI: String, _ state: String, _ verifier: String)
            async throws -> Void
    ) {
        self.address = address
        self.finish = finish
    }
}
