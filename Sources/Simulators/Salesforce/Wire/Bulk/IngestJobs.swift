import HTTPTypes
import Synchronization

/// `/jobs/ingest`: the jobs there are, and what clients may do with them.
final class IngestJobs: Sendable {
    private struct State {
        var jobs: [String: IngestJob] = [:]
        /// Newest last.
        var order: [String] = []
        var count = 0
        var batches = 0
    }

    private static let mostKept = 2000
    /// Uploads of ended jobs are dropped, oldest first, beyond this many bytes.
    private static let mostBytesKept = 1 << 30

    let org: SalesforceOrg
    private let state = Mutex(State())
    private let queue: AsyncStream<String>.Continuation
    /// The jobs that wait for the processor, in order.
    let waiting: AsyncStream<String>

    init(org: SalesforceOrg) {
        self.org = org
        (waiting, queue) = AsyncStream.makeStream()
    }

    /// Batches of 10,000 records used up by all jobs.
    var batchCount: Int { state.withLock { $0.batches } }

    // MARK: Resources

    func list(_ call: APICall) -> APIAnswer {
        let (page, jobs) = state.withLock { state in
            let page = JobPage(call, of: state.order, kind: "ingest")
            return (page, page.ids.compactMap { state.jobs[$0] })
        }
        return page.answer(jobs.map { $0.json(createdBy: org.identity.userId, .listed) })
    }

    func info(_ id: String) throws -> APIAnswer {
        .json(try job(id).json(createdBy: org.identity.userId, .whole))
    }

    func setState(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let wanted = try await call.json()["state"]?.text ?? ""
        let changed = try change(id) { job throws(SalesforceFault) in
            switch (wanted, job.state) {
            case ("UploadComplete", .open): job.state = .uploadComplete
            case ("Aborted", .open), ("Aborted", .uploadComplete), ("Aborted", .inProgress): job.state = .aborted
            case ("UploadComplete", let state): throw BulkFault.tooLate("Closing", state.rawValue)
            case ("Aborted", let state): throw BulkFault.tooLate("Aborting", state.rawValue)
            default:
                throw SalesforceFault.parserError("state: value \(wanted) is not one of [Aborted, UploadComplete]")
            }
        }
        if changed.state == .uploadComplete { enqueue(changed.id) }
        return .json(changed.json(createdBy: org.identity.userId, .brief))
    }

    func delete(_ id: String) throws -> APIAnswer {
        let job = try job(id)
        // One that waits is not worked off any more.
        guard job.state.isEnded || job.state == .uploadComplete else { throw BulkFault.notTerminated }
        state.withLock { state in
            state.jobs[job.id] = nil
            state.order.removeAll { $0 == job.id }
        }
        return .noContent
    }

    func results(_ id: String, _ kind: IngestResults.Kind) throws -> APIAnswer {
        let job = try job(id)
        guard job.state.isEnded else {
            throw BulkFault.wrongState("The results of job \(job.id) come when it has ended.")
        }
        return IngestResults(job: job, kind: kind).answer
    }

    // MARK: For creation and the processor

    /// Keeps a new job under a new id.
    func add(_ make: (_ id: String) -> IngestJob) -> IngestJob {
        state.withLock { state in
            state.count += 1
            let job = make(RecordID.make(prefix: "750", number: state.count))
            state.jobs[job.id] = job
            state.order.append(job.id)
            if state.order.count > Self.mostKept { state.jobs[state.order.removeFirst()] = nil }
            return job
        }
    }

    /// Lets the processor know of a closed job.
    func enqueue(_ id: String) {
        queue.yield(id)
    }

    func job(_ id: String) throws(SalesforceFault) -> IngestJob {
        guard let job = state.withLock({ $0.jobs[RecordID.long(id)] }) else { throw .unknownResource }
        return job
    }

    @discardableResult
    func change(
        _ id: String, _ body: (inout IngestJob) throws(SalesforceFault) -> Void
    ) throws(SalesforceFault) -> IngestJob {
        let id = RecordID.long(id)
        let now = org.clock()
        return try state.withLock { state throws(SalesforceFault) in
            guard var job = state.jobs.removeValue(forKey: id) else { throw .unknownResource }
            // The job is taken out while it changes, so that its arrays are not copied.
            do throws(SalesforceFault) {
                try body(&job)
                job.changedAt = now
            } catch {
                state.jobs[id] = job
                throw error
            }
            state.jobs[id] = job
            return job
        }
    }

    func countBatches(_ number: Int) {
        state.withLock { $0.batches += number }
    }

    /// Lets go of the oldest uploads when they take too much memory.
    func dropOldUploads() {
        state.withLock { state in
            var kept = 0
            for id in state.order.reversed() {
                guard let job = state.jobs[id], job.state.isEnded else { continue }
                kept += job.content?.count ?? 0
                if kept > Self.mostBytesKept { state.jobs[id] = nil }
            }
            state.order.removeAll { state.jobs[$0] == nil }
        }
    }
}
