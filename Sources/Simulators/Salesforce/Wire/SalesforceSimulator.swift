import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// A Salesforce to talk to on 127.0.0.1: plain HTTP, any Host header, all API versions alive at once.
///
/// `instance_url` and every link are made of the Host header of the request (and of `X-Forwarded-Proto`, where a proxy
/// speaks TLS for it), so a client reaches it under whatever name it likes.
package struct SalesforceSimulator: Service {
    /// What can be chosen; the defaults make an empty organisation on a free port.
    package struct Options: Sendable {
        /// 0 picks a free one.
        package var port = 0
        package var sources = OrgSources()
        package var identity = OrgIdentity()
        package var app = ConnectedApp()
        /// API requests a day.
        package var quota = 100_000
        package var hostility = HostileSpec()
        /// How long a bulk job stays in UploadComplete, and at least in InProgress.
        package var bulkPace: Duration = .milliseconds(20)
        /// Each request is appended here as one line of JSON: method, path, status.
        package var requestLogFile: String?
        /// UTC milliseconds.
        package var clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

        package init() {}
    }

    package let org: SalesforceOrg
    private let options: Options
    private let wire: Wire
    private let processor: IngestProcessor

    /// Loads the data; a million rows take a few seconds.
    package init(_ options: Options) throws {
        self.options = options
        var identity = options.identity
        identity.username = options.app.username
        let clock = options.clock
        let org = try SalesforceOrg.load(options.sources, identity: identity) { clock() - FaultyWriter.lag }
        self.org = org
        let dice = FaultDice(options.hostility)
        let writer = FaultyWriter(org: org, dice: dice)
        let usage = UsageMeter(
            allowance: min(options.quota, options.hostility.dailyLimit ?? .max), clock: clock)
        let now: @Sendable () -> Date = { Date(timeIntervalSince1970: Double(clock()) / 1000) }
        let sessions = SessionLedger(
            identity: identity, lifetime: options.app.sessionLifetime, refreshToken: options.app.refreshToken,
            rotatesRefreshTokens: options.app.rotatesRefreshTokens, password: options.app.password, now: now)
        let rest = RESTService(
            org: org, writer: writer, sessions: sessions, usage: usage, locators: QueryLocators(clock: clock),
            ingestJobs: IngestJobs(org: org), queryJobs: QueryJobs(org: org, pace: options.bulkPace))
        processor = IngestProcessor(jobs: rest.ingestJobs, org: org, writer: writer, pace: options.bulkPace)
        wire = Wire(
            rest: rest, classic: ClassicJobs(writer: writer, pace: options.bulkPace),
            soap: SOAPService(
                app: options.app, sessions: sessions, writer: writer, locators: rest.locators, usage: usage),
            oauth: OAuthService(app: options.app, sessions: sessions, now: now), sessions: sessions, usage: usage,
            dice: dice, log: try options.requestLogFile.map(RequestLog.init(file:)))
    }

    package func run() async throws {
        try await run { _ in }
    }

    /// Serves until its task is cancelled or its service group shuts down; says its address once it listens.
    package func run(onReady: @escaping @Sendable (_ url: String) async -> Void) async throws {
        let quiet = Logger(label: "salesforce-simulator") { _ in SwiftLogNoOpLogHandler() }
        let clock = options.clock
        let application = Application(
            responder: wire,
            // Wider than Salesforce's own limits, so that it is the simulator who refuses, in Salesforce's words.
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ExactDate(clock: clock)],
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 256 << 10, maxHeaderListSize: 512 << 10))),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: options.port)),
            onServerRunning: { channel in
                await onReady("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await processor.run() }
            try await application.run()
            group.cancelAll()
        }
    }
}
