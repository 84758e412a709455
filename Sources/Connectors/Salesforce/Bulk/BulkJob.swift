import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// A job of the Bulk API 2.0, as the org tells of it (S§10, S§11).
struct BulkJob: Decodable, Sendable {
    enum State: String, Decodable, Sendable {
        case open = "Open"
        case uploadComplete = "UploadComplete"
        case inProgress = "InProgress"
        case complete = "JobComplete"
        case failed = "Failed"
        case aborted = "Aborted"

        var hasEnded: Bool { self == .complete || self == .failed || self == .aborted }
    }

    let id: String
    let state: State
    let numberRecordsProcessed: Int?
    let numberRecordsFailed: Int?
    let errorMessage: String?
}

/// The two kinds of job, and how to follow one.
enum BulkJobKind: String, Sendable {
    case query
    case ingest

    func path(_ job: String) -> String { "/jobs/\(rawValue)/\(percentEncoded(job))" }
}

extension SalesforceClient {
    func createJob(_ kind: BulkJobKind, _ wish: some Encodable) async throws -> BulkJob {
        var order = Order(.POST, "/jobs/\(kind.rawValue)")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        order.body = ByteBuffer(bytes: try encoder.encode(wish))
        return try await decoded(BulkJob.self, order)
    }

    /// The job as it is now, or nothing if the org does not know it.
    func job(_ kind: BulkJobKind, _ id: String) async throws -> BulkJob? {
        let order = Order(.GET, kind.path(id))
        let answer = try await send(order, expecting: [404])
        return answer.status == 404 ? nil : try decode(BulkJob.self, answer, request: order.name)
    }

    func setState(_ state: BulkJob.State, of id: String) async throws -> BulkJob {
        var order = Order(.PATCH, BulkJobKind.ingest.path(id))
        order.body = ByteBuffer(string: #"{"state":"\#(state.rawValue)"}"#)
        return try await decoded(BulkJob.self, order)
    }

    /// Asks until the job has ended: often at first, seldom later.
    func awaitEnd(_ kind: BulkJobKind, _ id: String) async throws -> BulkJob? {
        var pause = Duration.milliseconds(4)
        while true {
            guard let job = try await job(kind, id) else { return nil }
            if job.state.hasEnded || job.state == .open { return job }
            do throws(HTTPFault) {
                try await connection.sleep(for: pause)
            } catch {
                throw SalesforceError(error, request: "GET \(kind.path(id))")
            }
            pause = min(pause * 1.5, .seconds(10))
        }
    }
}

extension BulkJob {
    /// Why the job as a whole came to nothing; the codes stand before the first colon of its message.
    func failure(request: String) -> SalesforceError {
        let message = errorMessage ?? ""
        let code = message.prefix { $0 != ":" && $0 != " " }
        let reason = SalesforceError.Reason(code: String(code)) ?? .bulkJobFailed
        return SalesforceError(reason, code: code.isEmpty ? nil : String(code), message: message, request: request)
    }
}
