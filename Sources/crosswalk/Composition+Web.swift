import Connectors
import Domain
import Foundation
import Store
import SyncEngine
import Web

extension Composition {
    /// The hub that `serve` shows to browsers and programs: every question takes the configuration in force then.
    func hub(_ web: WebSettings) -> Hub {
        let settings = settings
        let store = store
        let held = HeldConnector()
        let hosts = HostGuard(allowsPrivateHosts: web.allowsPrivateHosts)
        let inForce = ConfigurationInForce(workspace: settings.workspace)
        return Hub(
            store: store, settings: web,
            workspace: WorkspaceDesk(
                folder: settings.workspace.folder.path,
                configuration: { try inForce.configuration() },
                configurationText: { try settings.workspace.readConfiguration() },
                compare: { text in
                    let next = try Self.read(text)
                    let present = try ConfigurationFile.inForce(settings.workspace)
                    return ConfigurationChanges(
                        lines: ConfigurationDifference(from: present, to: next).lines,
                        losses: try await store.losses(declaring: next.attributes))
                },
                apply: { try await apply($0) },
                read: { try Self.read($0) },
                write: { ConfigurationEdit.text(try settings.workspace.readConfiguration(), saying: $0) },
                salesforce: {
                    let configuration = try inForce.configuration()
                    return try await held.connector(for: configuration.salesforce, at: .present) {
                        try await hosts.admit(configuration)
                        return try await present().salesforce()
                    }
                },
                authorization: authorization(held, hosts),
                perform: { order, progress in
                    let present = try present()
                    try await hosts.admit(present.configuration)
                    return try await present.perform(order, asOf: web.asOf, progress)
                },
                backUp: { try await store.backUp(to: $0) }),
            clock: { .present }, log: log)
    }

    /// This composition under the configuration in force now.
    private func present() throws -> Composition {
        Composition(
            settings: settings, configuration: try ConfigurationFile.inForce(settings.workspace), store: store,
            log: log, notice: notice)
    }

    /// Mistakes in a text are its sender's, and told as such.
    private static func read(_ text: String) throws -> HubConfiguration {
        do {
            return try ConfigurationReader().configuration(from: text)
        } catch {
            throw PlainError(error.advice)
        }
    }

    /// Puts a text in force, with the attributes that it brings; what is wrong with it is told before anything changes.
    private func apply(_ text: String) async throws -> [String] {
        let present = try ConfigurationFile.inForce(settings.workspace)
        let next = try Self.read(text)
        let lines = ConfigurationDifference(from: present, to: next).lines
        let declared = try await store.attributes()
        // What an import declared with --attribute stays declared, unless the text takes it away.
        let kept = declared.filter { known in !present.attributes.contains { $0 == known } }
        let wanted =
            next.attributes
            + kept.filter { known in
                !next.attributes.contains { $0.entity == known.entity && $0.apiName == known.apiName }
            }
        if Set(wanted) != Set(declared) { _ = try await store.declare(wanted, acceptingLosses: true) }
        try settings.workspace.write(text, to: settings.workspace.configurationFile)
        return lines
    }

    private func perform(
        _ order: RunOrder, asOf: Day?, _ progress: @escaping @Sendable (StageProgress) -> Void
    ) async throws -> RunReport? {
        guard let lock = try WorkspaceLock(folder: settings.workspace.folder.path) else { return nil }
        let engine = try await engine()
        let report =
            switch order {
            case .stages(let request):
                try await engine.run(
                    RunRequest(
                        stages: request.stages, entities: request.entities, trigger: request.trigger,
                        asOf: request.asOf ?? asOf), configuration: configuration, report: progress)
            case .undo(let run):
                try await engine.undo(run, configuration: configuration, trigger: .synchronizeButton)
            }
        _ = consume lock
        return report
    }

    private func authorization(_ held: HeldConnector, _ hosts: HostGuard) -> SalesforceAuthorization {
        SalesforceAuthorization(
            address: { redirectURI, state, verifier in
                try present().webLogin(redirectURI, state, verifier).authorizeURL
            },
            finish: { code, redirectURI, state, verifier in
                defer { held.forget() }
                try await hosts.admit(try ConfigurationFile.inForce(settings.workspace))
                try await present().finishWebLogin(
                    try present().webLogin(redirectURI, state, verifier), code: code)
            })
    }

    private func webLogin(_ redirectURI: String, _ state: String, _ verifier: String) throws -> WebLogin {
        guard let clientID = configuration.salesforce.clientID else {
            throw PlainError(
                "No client id. Put the consumer key of the connected app under salesforce.client_id in the configuration."
            )
        }
        return WebLogin(
            loginURL: configuration.salesforce.loginURL, clientID: clientID, redirectURI: redirectURI, state: state,
            verifier: Secret(verifier))
    }

    /// Keeps the refresh token, and looks at once whether it opens the org.
    private func finishWebLogin(_ login: WebLogin, code: String) async throws {
        var secrets = try await storedSecrets()
        let clientSecret = secrets.merging(settings.secrets) { _, given in given }[SecretName.clientSecret]
        let token = try await login.refreshToken(
            forCode: code, clientSecret: clientSecret.map(Secret.init), over: connection(to: "Salesforce"))
        secrets[SecretName.refreshToken] = token.value
        try await keepSecrets(secrets)
        if configuration.salesforce.authorization != .web {
            try settings.workspace.changeConfiguration { $0.salesforce.authorization = .web }
        }
        _ = try await present().connector(secrets: secrets).connect()
    }
}
