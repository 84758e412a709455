import Domain
import NIOHTTP1

/// What became of the rows of an ended bulk update: written, refused, or not reached (S§10).
struct BulkUpdateResults: Sendable {
    let client: SalesforceClient
    let job: BulkJob

    func read() async throws -> [PushAnswer] {
        let failed = job.numberRecordsFailed
        let written = job.numberRecordsProcessed.map { $0 - (failed ?? 0) }
        var answers = try await rows("successfulResults", expected: written) { id, _ in PushAnswer(id: id) }
        answers += try await rows("failedResults", expected: failed) { PushAnswer(id: $0, fault: Self.fault($1)) }
        answers += try await rows("unprocessedrecords", expected: nil) { id, _ in
            PushAnswer(id: id, fault: Self.unprocessed(job))
        }
        return answers
    }

    private func rows(
        _ kind: String, expected: Int?, _ answer: (_ id: String, _ error: String) -> PushAnswer
    ) async throws -> [PushAnswer] {
        guard expected != 0 else { return [] }
        var order = SalesforceClient.Order(.GET, "\(BulkJobKind.ingest.path(job.id))/\(kind)")
        order.headers = [("Accept", "text/csv")]
        var download = CSVDownload(order, client: client, expectedRows: expected)
        var answers: [PushAnswer] = []
        while let rows = try await download.next() {
            // By name: the order of these columns differs between Salesforce's own pages.
            let header = download.header.map { $0.lowercased() }
            let ids = ["sf__id", "id"].compactMap { header.firstIndex(of: $0) }
            let error = header.firstIndex(of: "sf__error")
            for row in 0..<rows.rowCount {
                let id = ids.lazy.map { rows.string(row: row, column: $0) }.first { !$0.isEmpty } ?? ""
                answers.append(answer(id, error.map { rows.string(row: row, column: $0) } ?? ""))
            }
        }
        return answers
    }

    /// Reads `CODE:message:field,field --`; a message may itself hold colons.
    static func fault(_ text: String) -> PushAnswer.Fault {
        var rest = text[...]
        let hasEnd = rest.hasSuffix("--")
        if hasEnd { rest = rest.dropLast(2) }
        while rest.last == " " { rest.removeLast() }
        let code = rest.prefix { $0 != ":" }
        rest = rest.dropFirst(code.count + 1)
        var fields: [String] = []
        if hasEnd, let colon = rest.lastIndex(of: ":") {
            fields = rest[rest.index(after: colon)...].split(separator: ",").map { $0.trimmed }
            rest = rest[..<colon]
        }
        return PushAnswer.Fault(code: String(code), message: String(rest), fields: fields)
    }

    private static func unprocessed(_ job: BulkJob) -> PushAnswer.Fault {
        PushAnswer.Fault(
            code: "UNPROCESSED", message: "Salesforce ended the job before it came to this record", fields: [],
            isTransient: true)
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
