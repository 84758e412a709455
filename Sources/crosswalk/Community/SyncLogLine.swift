import Domain

/// A line of the sync log: one stage of one run, for one tenant where it is about one.
struct SyncLogLine: Encodable {
    let run: Int64
    let stage: String
    let tenant: String
    let startedAt: String
    let seconds: Double?
    let counts: [String: Int]
    /// The first error, or what an admin should read.
    let notes: String?

    init(_ record: StageRecord, _ run: RunNumber) {
        self.run = run.value
        stage = record.stage.rawValue
        tenant = record.subject ?? ""
        startedAt = record.startedAt.iso8601
        seconds = record.endedAt.map { Double($0.milliseconds - record.startedAt.milliseconds) / 1000 }
        counts = record.counts
        notes = record.reason
    }

    var cells: [String] {
        let shown = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
        return [
            String(run), stage, tenant, startedAt, seconds.map { plainText(of: $0) } ?? "",
            shown.joined(separator: ", "), notes ?? "",
        ]
    }
}
