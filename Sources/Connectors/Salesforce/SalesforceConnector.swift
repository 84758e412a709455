package import Domain
import NIOHTTP1
import Synchronization

/// A Salesforce org over its REST and Bulk 2.0 APIs.
///
/// One value serves all tasks of a process; they share one session, one reading of the quota and one cache of
/// describes. Nothing but fields whose API name begins `PX_` is ever written.
package struct SalesforceConnector: Salesforce {
    /// What one bulk update may upload.
    package static var maximumUploadBytes: Int { BulkUpload.mostBytes }

    let client: SalesforceClient
    private let describes = DescribeCache()
    private let refusals = RefusedRows()

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

    package func serverTime() async throws -> Instant {
        let access = try await client.session.currentAccess()
        let answer = try await APIVersions(instanceURL: access.instanceURL, connection: client.connection).ask()
        guard let instant = answer.headers.first(name: "Date").flatMap(Instant.init(httpDate:)) else {
            throw SalesforceError(.unexpectedAnswer, request: "GET /services/data", detail: "it has no Date")
        }
        return instant
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

// MARK: - Bulk

extension SalesforceConnector {
    package func startBulkQuery(_ soql: String, includingDeleted: Bool) async throws -> String {
        struct Wish: Encodable {
            let operation: String
            let query: String
        }
        return try await client.createJob(
            .query, Wish(operation: includingDeleted ? "queryAll" : "query", query: soql)
        ).id
    }

    package func awaitBulkQuery(_ job: String) async throws -> Int? {
        guard let ended = try await client.awaitEnd(.query, job) else { return nil }
        guard ended.state == .complete else { throw ended.failure(request: "GET \(BulkJobKind.query.path(job))") }
        return ended.numberRecordsProcessed ?? 0
    }

    package func bulkResults(_ job: String, fields: [String], from locator: String?) -> any SalesforcePages {
        BulkResultPages(client: client, job: job, fields: fields, from: locator)
    }

    package func startBulkUpdate(object: String, fields: [String]) async throws -> String {
        struct Wish: Encodable {
            let object: String
            let operation = "update"
            let contentType = "CSV"
            let lineEnding = "LF"
        }
        try PushGuard.check(fields, object: object)
        return try await client.createJob(.ingest, Wish(object: object)).id
    }

    /// Rows that cannot be sent are kept back and answered by `awaitBulkUpdate`.
    package func uploadBulkUpdate(_ job: String, rows: PushRows) async throws {
        let upload = try BulkUpload(rows)
        guard try await client.job(.ingest, job)?.state == .open else {
            throw SalesforceError(.isAlreadyUploaded, request: "PUT \(BulkJobKind.ingest.path(job))")
        }
        refusals.keep(upload.refused, of: job)
        guard upload.rowCount > 0 else {
            _ = try await client.setState(.aborted, of: job)
            return
        }
        try await client.upload(upload.csv, to: job)
        try await client.closeUpload(of: job)
    }

    package func awaitBulkUpdate(_ job: String) async throws -> [PushAnswer]? {
        guard let ended = try await client.awaitEnd(.ingest, job) else { return nil }
        let refused = refusals.answers(of: job)
        if ended.state == .open {
            // It never got its data, or was never closed: nothing of it has been or will be carried out.
            _ = try await client.setState(.aborted, of: job)
            return refused.isEmpty ? nil : refused
        }
        if ended.state != .complete, (ended.numberRecordsProcessed ?? 0) == 0 {
            if ended.state == .aborted { return refused.isEmpty ? nil : refused }
            throw ended.failure(request: "GET \(BulkJobKind.ingest.path(job))")
        }
        return refused + (try await BulkUpdateResults(client: client, job: ended).read())
    }
}

/// Rows of open bulk updates that were not sent, until their job is asked about.
private final class RefusedRows: Sendable {
    private let answers = Mutex<[String: [PushAnswer]]>([:])

    func keep(_ refused: [PushAnswer], of job: String) {
        answers.withLock { $0[job] = refused }
    }

    func answers(of job: String) -> [PushAnswer] {
        answers.withLock { $0[job] ?? [] }
    }
}

/// Whether the address is this machine's own.
private func isLoopback(_ url: String) -> Bool {
    let host = url.split(separator: "/").dropFirst().first ?? ""
    return host.hasPrefix("127.") || host.hasPrefix("localhost") || host.hasPrefix("[::1]")
}
