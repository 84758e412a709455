import Domain
import NIOCore
import NIOHTTP1

/// The CSV that a bulk update uploads: empty leaves a field as it is, `#N/A` clears it (S§10).
struct BulkUpload {
    /// What Salesforce takes at once, before it encodes it (S§10).
    static let mostBytes = 100_000_000

    private(set) var csv = ByteBuffer()
    /// Rows that are not in it, and why.
    private(set) var refused: [PushAnswer] = []
    private(set) var rowCount = 0

    init(_ rows: PushRows) throws(SalesforceError) {
        try PushGuard.check(rows.fields.map(\.name), object: rows.object)
        var writer = CSVWriter()
        writer.appendRow(["Id"] + rows.fields.map(\.name))
        for (id, values) in zip(rows.ids, rows.values) {
            let cells = zip(values, rows.fields).map { value, field in value.map { PushCell($0, for: field) } }
            if let fault = Self.fault(in: cells, rows.fields) {
                refused.append(PushAnswer(id: id, fault: fault))
                continue
            }
            writer.append(id)
            for cell in cells { writer.append(cell?.csv ?? "") }
            writer.endRow()
            rowCount += 1
        }
        csv = ByteBuffer(bytes: writer.take())
        if csv.readableBytes > Self.mostBytes {
            throw SalesforceError(.uploadTooLarge, request: "PUT /jobs/ingest", object: rows.object)
        }
    }

    private static func fault(in cells: [PushCell?], _ fields: [FieldDescription]) -> PushAnswer.Fault? {
        for (cell, field) in zip(cells, fields) {
            switch cell {
            case .refused(let fault): return fault
            case .text("#N/A"):
                // In this CSV it would clear the field instead of being written.
                return PushAnswer.Fault(
                    code: "INVALID_TYPE_ON_FIELD_IN_RECORD", message: "the Bulk API cannot write the text #N/A",
                    fields: [field.name], isTransient: false)
            default: continue
            }
        }
        return nil
    }
}

extension SalesforceClient {
    /// Uploads the rows of a job. After an answer that was lost a second upload is tried: Salesforce refuses it if the
    /// first one arrived, so the rows never count twice.
    func upload(_ csv: ByteBuffer, to job: String) async throws {
        var order = Order(.PUT, "\(BulkJobKind.ingest.path(job))/batches")
        order.contentType = "text/csv"
        order.body = csv
        order.repetition = .onlyIfRefused
        var attempt = 1
        while true {
            do {
                _ = try await send(order)
                return
            } catch let error as SalesforceError where error.leavesItOpen {
                guard try await connection.pause(afterAttempt: attempt, because: error.silence) else { throw error }
            } catch let error as SalesforceError where attempt > 1 && error.remedy == .failRun {
                return
            }
            attempt += 1
        }
    }

    /// Says that the job has all its rows, also if it has been said before.
    func closeUpload(of job: String) async throws {
        do {
            _ = try await setState(.uploadComplete, of: job)
        } catch let error as SalesforceError where error.remedy == .failRun {
            let state = try await self.job(.ingest, job)?.state
            if state == nil || state == .open || state == .aborted { throw error }
        }
    }
}

extension PushCell {
    fileprivate var csv: String {
        switch self {
        case .null: "#N/A"
        case .text(let text), .literal(let text): text
        case .refused: ""
        }
    }
}
