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
