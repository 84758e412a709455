import Foundation
import HTTPTypes
import NIOCore
import Synchronization

/// `/jobs/query`: queries whose results are downloaded as CSV, page by page.
final class QueryJobs: Sendable {
    private struct State {
        var jobs: [String: QueryJob] = [:]
        /// Newest last.
        var order: [String] = []
        var count = 0
    }

    private static let mostKept = 2000
    /// Rows in a page when the client does not say.
    private static let defaultPage = 100_000
    private static let pagesInList = 5

    private let org: SalesforceOrg
    /// Milliseconds in UploadComplete, and again in InProgress.
    private let pace: Int64
    private let state = Mutex(State())

    init(org: SalesforceOrg, pace: Duration) {
        self.org = org
        self.pace = Int64(pace / .milliseconds(1))
    }

    /// Jobs created so far.
    var count: Int { state.withLock { $0.count } }

    func create(_ call: APICall) async throws -> APIAnswer {
        let body = try await call.json()
        guard let operation = body["operation"]?.text, ["query", "queryAll"].contains(operation) else {
            throw SalesforceFault.parserError(
                "operation: value \(body["operation"]?.text ?? "null") is not one of [query, queryAll]")
        }
        guard let soql = body["query"]?.text else {
            throw SalesforceFault("INVALIDJOB", "InvalidJob : The query must be given.")
        }
        let format = try BulkFormat(job: body)
        let cursor = try org.query(soql, includingDeleted: operation == "queryAll")
        if let refusal = cursor.bulkRefusal { throw BulkFault.named(refusal) }
        let now = org.clock()
        let job = state.withLock { state in
            state.count += 1
            // Ingest jobs count from one, so ids of both kinds never meet.
            let job = QueryJob(
                id: RecordID.make(prefix: "750", number: 1_000_000_000 + state.count), operation: operation,
                cursor: cursor, format: format, version: call.version, createdAt: now)
            state.jobs[job.id] = job
            state.order.append(job.id)
            if state.order.count > Self.mostKept { state.jobs[state.order.removeFirst()] = nil }
            return job
        }
        // It is UploadComplete at first, however short that lasts.
        return .json(job.json(createdBy: org.identity.userId, now: now, pace: max(pace, 1), .brief))
    }

    func list(_ call: APICall) -> APIAnswer {
        let (page, jobs) = state.withLock { state in
            let page = JobPage(call, of: state.order, kind: "query")
            return (page, page.ids.compactMap { state.jobs[$0] })
        }
        return page.answer(jobs.map { json(of: $0, .listed) })
    }

    func info(_ id: String) throws -> APIAnswer {
        .json(json(of: try job(id), .whole))
    }

    func abort(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let job = try job(id)
        guard try await call.json()["state"]?.text == "Aborted" else {
            throw SalesforceFault.parserError("state: the only value allowed is Aborted")
        }
        let current = job.state(now: org.clock(), pace: pace)
        guard current == "UploadComplete" || current == "InProgress" else {
            throw BulkFault.tooLate("Aborting", current)
        }
        let now = org.clock()
        state.withLock { $0.jobs[job.id]?.abortedAt = now }
        return .json(json(of: try self.job(id), .brief))
    }

    func delete(_ id: String) throws -> APIAnswer {
        let job = try job(id)
        let current = job.state(now: org.clock(), pace: pace)
        guard current == "JobComplete" || current == "Aborted" else {
            throw BulkFault.notTerminated
        }
        state.withLock { state in
            state.jobs[job.id] = nil
            state.order.removeAll { $0 == job.id }
        }
        return .noContent
    }

    /// One page of results; `Sforce-Locator` names the next, or is the word `null`.
    func results(_ call: APICall, _ id: String) throws -> APIAnswer {
        let job = try finishedJob(call, id)
        let start = try offset(call.query["locator"], in: job)
        let asked = call.query["maxRecords"].flatMap { Int($0) }
        if call.query["maxRecords"] != nil, (asked ?? 0) < 1 {
            throw SalesforceFault("INVALID_INPUT", "maxRecords must be a number above 0")
        }
        let end = min(job.cursor.rowCount, start + (asked ?? Self.defaultPage))
        var answer = APIAnswer(
            status: 200, headers: [.contentType: "text/csv"],
            body: .stream { emit in try await Self.write(job.cursor, start..<end, job.format, emit) })
        answer.set("Sforce-NumberOfRecords", String(end - start))
        answer.set("Sforce-Locator", end < job.cursor.rowCount ? Self.locator(end) : "null")
        return answer
    }

    /// Up to five links to result pages that may be downloaded side by side.
    func resultPages(_ call: APICall, _ id: String) throws -> APIAnswer {
        guard call.version >= 58 else { throw SalesforceFault.unknownResource }
        let job = try finishedJob(call, id)
        let first = try offset(call.query["locator"], in: job)
        let path = "\(call.root)/jobs/query/\(job.id)"
        let starts = Array(stride(from: first, to: max(job.cursor.rowCount, first + 1), by: Self.defaultPage))
        let links = starts.prefix(Self.pagesInList).map { start in
            JSONValue.members(["resultLink": .text("\(path)/results?locator=\(Self.locator(start))")])
        }
        let next = starts.dropFirst(Self.pagesInList).first
        return .json(
            .members([
                "resultPages": .list(Array(links)),
                "nextRecordsUrl": .optional(next.map { "\(path)/resultPages?locator=\(Self.locator($0))" }),
                "done": .flag(next == nil),
            ]))
    }

    /// Writes rows in pieces of about a megabyte, the header line in front.
    private static func write(
        _ cursor: QueryCursor, _ rows: Range<Int>, _ format: BulkFormat, _ emit: APIAnswer.Emit
    ) async throws {
        var piece = ByteBuffer(bytes: cursor.csvHeader(delimiter: format.delimiter, lineEnding: format.lineEnding))
        var start = rows.lowerBound
        var step = 2048
        while start < rows.upperBound {
            let end = min(rows.upperBound, start + step)
            let text = cursor.csv(rows: start..<end, delimiter: format.delimiter, lineEnding: format.lineEnding)
            piece.writeBytes(text)
            try await emit(piece)
            piece.clear()
            step = min(65_536, max(64, step * (1 << 20) / max(1, text.count)))
            start = end
        }
        if piece.readableBytes > 0 { try await emit(piece) }
    }

    private func finishedJob(_ call: APICall, _ id: String) throws(SalesforceFault) -> QueryJob {
        let job = try job(id)
        guard job.version == call.version else {
            throw SalesforceFault(
                "INVALID_VERSION", "The job was created with version \(job.version).0; use that version.",
                httpStatus: 409)
        }
        guard job.state(now: org.clock(), pace: pace) == "JobComplete" else {
            throw BulkFault.wrongState("The job \(job.id) is not complete.")
        }
        return job
    }

    private func job(_ id: String) throws(SalesforceFault) -> QueryJob {
        guard let job = state.withLock({ $0.jobs[RecordID.long(id)] }) else { throw .unknownResource }
        return job
    }

    private func json(of job: QueryJob, _ detail: JobDetail) -> JSONValue {
        job.json(createdBy: org.identity.userId, now: org.clock(), pace: pace, detail)
    }

    private static func locator(_ offset: Int) -> String { base64URL(Array(String(offset).utf8)) }

    private func offset(_ locator: String?, in job: QueryJob) throws(SalesforceFault) -> Int {
        guard let locator, !locator.isEmpty else { return 0 }
        guard let text = bytes(ofBase64URL: locator), let offset = Int(String(decoding: text, as: UTF8.self)),
            (0...job.cursor.rowCount).contains(offset)
        else { throw SalesforceFault("INVALID_LOCATOR", "The locator \(locator) does not belong to this job.") }
        return offset
    }
}
