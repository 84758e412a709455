import Domain

/// Settles what a killed push left in flight, before anything new is planned (D§9).
///
/// A bulk job that Salesforce still knows tells its results. All else is read back: what is in place counts as
/// written, what is not is planned again.
struct PushRecovery {
    let salesforce: any Salesforce
    let ledger: any PushLedger
    /// Records in one read-back request.
    let batch = 2000

    func settleWhatWasInFlight(_ context: RunContext) async throws {
        for object in try await ledger.openObjects() {
            for job in try await ledger.openJobs(object: object) {
                if let answers = try await answers(of: job) {
                    _ = try await ledger.settle(answers, object: object, run: context.run, now: context.startedAt)
                }
                try await readBack(object: object, job: .job(job), context)
            }
            try await readBack(object: object, job: .unassigned, context)
        }
    }

    /// A job that failed as a whole has no results; what it may have done is seen by reading back.
    private func answers(of job: String) async throws -> [PushAnswer]? {
        do {
            return try await salesforce.awaitBulkUpdate(job)
        } catch let error as any RemediableError where error.remedy == .failRun || error.remedy == .skipRecord {
            return nil
        }
    }

    private func readBack(object: String, job: JobFilter, _ context: RunContext) async throws {
        while true {
            let intents = try await ledger.intents(object: object, job: job, after: nil, records: batch)
            guard !intents.isEmpty else { return }
            let present = try await values(of: intents, object: object)
            var found: [PushIntent] = []
            var missing: [PushIntent] = []
            for intent in intents {
                if present(intent) { found.append(intent) } else { missing.append(intent) }
            }
            try await ledger.settleReadBack(found, missing: missing, run: context.run, now: context.startedAt)
        }
    }

    private func values(of intents: [PushIntent], object: String) async throws -> (PushIntent) -> Bool {
        let description = try await salesforce.describe(object)
        let fields = Array(Set(intents.map(\.field))).sorted().filter { description.field($0) != nil }
        let ids = Array(Set(intents.map(\.id))).sorted()
        let rows = try await salesforce.retrieve(object: object, ids: ids, fields: ["Id"] + fields)
        var rowOfID: [String: Int] = [:]
        for row in 0..<rows.rowCount { rowOfID[rows.string(row: row, column: 0)] = row }
        return { intent in
            guard let row = rowOfID[intent.id], let column = fields.firstIndex(of: intent.field),
                let type = description.field(intent.field)?.type
            else { return false }
            return ReadBack.cell(rows.string(row: row, column: column + 1), holds: intent.value, type: type)
        }
    }
}
