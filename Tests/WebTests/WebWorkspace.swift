import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import SyncEngine
import TestSupport
import Web

/// A workspace with a hub over it, as the pages and the API see it; nothing listens anywhere.
struct WebWorkspace: Sendable {
    let folder: TemporaryFolder
    let store: HubStore
    let hub: Hub

    static let password = "correct horse battery"

    /// - Parameter changes: what every other configuration would change.
    init(
        _ configuration: HubConfiguration = HubConfiguration(), changes: ConfigurationChanges = ConfigurationChanges(),
        runsSchedule: Bool = true
    ) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        store = try HubStore(path: folder.file("crosswalk.db"), createIfMissing: true)
        var settings = WebSettings()
        settings.passwordCost = 4
        settings.runsSchedule = runsSchedule
        hub = Hub(
            store: store, settings: settings,
            workspace: WorkspaceDesk(
                folder: folder.path, configuration: { configuration }, configurationText: { "workspace: {}\n" },
                compare: { _ in changes }, apply: { _ in changes.lines }, read: { _ in configuration },
                write: { _ in "workspace: {}\n" },
                salesforce: { nil },
                authorization: SalesforceAuthorization(
                    address: { redirect, state, _ in "https://login.example.com/?back=\(redirect)&state=\(state)" },
                    finish: { _, _, _, _ in }),
                perform: { _, _ in nil }, backUp: { _ in }),
            clock: { Instant(milliseconds: 1_790_000_000_000) },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs something against the routes, without a network.
    func serve(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let application = Application(router: HubRouter(hub).router())
        try await application.test(.router) { try await body($0) }
    }

    func addPerson(_ role: Role) async throws {
        let hash = try PasswordHash(hashing: Self.password, salt: Array(1...16), logarithmicCost: 4)
        _ = try await store.addPerson(
            email: "\(role.rawValue)@example.com", name: role.rawValue, role: role, passwordHash: hash.text,
            onlyIfFirst: false, at: Instant(milliseconds: 0))
    }

    /// Logs the role's person in; returns the cookie to send.
    func logIn(_ role: Role, _ client: any TestClientProtocol) async throws -> String {
        let answer = try await client.execute(
            uri: "/login", method: .post,
            body: ByteBuffer(string: "email=\(role.rawValue)%40example.com&password=correct+horse+battery"))
        return String(answer.headers[.setCookie]?.prefix { $0 != ";" } ?? "")
    }
}
