package import Domain
import NIOHTTP1

/// A Salesforce org over its REST and Bulk 2.0 APIs.
///
/// One value serves all tasks of a process; they share one session, one reading of the quota and one cache of
/// describes. Nothing but fields whose API name begins `PX_` is ever written.
package struct SalesforceConnector: Salesforce {
    let client: SalesforceClient
    private let describes = DescribeCache()
    let jobs = OpenJobs()

    /// `saveRefreshToken` is called with each new refresh token before it is used: the old one is then dead.
    package init(
        _ settings: ConnectionSettings, over connection: HTTPConnection,
        saveRefreshToken: @escaping @Sendable (Secret) async throws -> Void = { _ in },
        now: @escaping @Sendable () -> Instant = { .present }
    ) {
        client = SalesforceClient(
            session: SalesforceSession(
                settings: settings, connection: connection, saveRefreshToken: saveRefreshToken, now: now),
            connection: connection, gauge: QuotaGauge(reserve: settings.quotaReserve),
            asksForCompression: !isLoopback(settings.loginURL))
    }

    /// Logs in if that has not happened yet, and says where and with which API version.
    package func connect() async throws -> (instanceURL: String, version: String) {
        let access = try await client.session.currentAccess()
        return (access.instanceURL, access.version)
    }

    /// The header has whole seconds; its last millisecond is taken, so that what was saved a moment ago lies before it.
    package func serverTime() async throws -> Instant {
        let access = try await client.session.currentAccess()
        let answer = try await APIVersions(instanceURL: access.instanceURL, connection: client.connection).ask()
        guard let instant = answer.headers.first(name: "Date").flatMap(Instant.init(httpDate:)) else {
            throw SalesforceError(.unexpectedAnswer, request: "GET /services/data", detail: "it has no Date")
        }
        return instant.advanced(by: .milliseconds(999))
    }

    package func describe(_ object: String) async throws -> ObjectDescription {
        try await describes.description(of: object, client: client)
    }

    package func objectNames() async throws -> [String] {
        let global = try await client.decoded(GlobalDescribe.self, SalesforceClient.Order(.GET, "/sobjects"))
        return global.sobjects.filter { $0.queryable ?? true }.map(\.name)
    }

    package func quota() async throws -> SalesforceQuota {
        try await client.freshQuota()
    }

    package func count(_ soql: String) async throws -> Int {
        struct Count: Decodable { let totalSize: Int }
        var order = SalesforceClient.Order(.GET, "/query")
        order.query = [("q", soql)]
        return try await client.decoded(Count.self, order).totalSize
    }

    package func query(_ soql: String, fields: [String], includingDeleted: Bool) -> any SalesforcePages {
        RESTQueryPages(client: client, soql: soql, fields: fields, includingDeleted: includingDeleted)
    }

    package func retrieve(object: String, ids: [String], fields: [String]) async throws -> TextBatch {
        try await RecordsByID(client: client, object: object, fields: fields).read(ids)
    }

    package func update(_ rows: PushRows) async throws -> [PushAnswer] {
        try await CollectionsUpdate(client: client, rows: rows).run()
    }
}

/// Whether the address is this machine's own.
private func isLoopback(_ url: String) -> Bool {
    let host = url.split(separator: "/").dropFirst().first ?? ""
    return host.hasPrefix("127.") || host.hasPrefix("localhost") || host.hasPrefix("[::1]")
}
