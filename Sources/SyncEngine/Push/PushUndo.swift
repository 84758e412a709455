package import Domain

/// Gives back the values that a push run replaced, and holds those fields until a person lifts the hold (D§9).
///
/// What stands in Salesforce is read before anything is sent, so an undo that was killed is simply asked for again. A bulk
/// job that it left behind is waited for first, or else its values would be sent once more.
package struct PushUndo: Sendable {
    let salesforce: any Salesforce
    let ledger: any PushLedger & BookmarkStore
    let limits: PushLimits

    /// Names the bulk job whose answers an undo waits for.
    private static let openJob = "undo job"

    package init(
        salesforce: any Salesforce, ledger: any PushLedger & BookmarkStore, limits: PushLimits = PushLimits()
    ) {
        self.salesforce = salesforce
        self.ledger = ledger
        self.limits = limits
    }

    /// Undoes what `undone` wrote and no later run has written over.
    ///
    /// A value that someone changed in Salesforce since stays as it is.
    package func run(_ context: RunContext, undoing undone: RunNumber) async throws -> StageReport {
        var report = StageReport(stage: .push, entity: nil)
        try await awaitWhatWasInFlight(context)
        let writtenOver = try await ledger.writtenOver(since: undone)
        if writtenOver > 0 {
            report["written over since"] = writtenOver
            let values = writtenOver == 1 ? "a value" : "\(writtenOver) values"
            report.notes.append(
                "Later runs have written over \(values) of run \(undone). To give back what was there before, undo those runs "
                    + "first, beginning with the last.")
        }
        // Looked for first: what is given back below would be among it.
        let broughtBack = Dictionary(grouping: try await ledger.broughtBack(of: undone), by: \.object)
        for object in try await ledger.objectsWritten(by: undone) {
            var last: String?
            while true {
                let values = try await ledger.written(
                    by: undone, object: object, after: last, records: limits.bulkJobRecords)
                guard let lastID = values.last?.id else { break }
                last = lastID
                try await giveBack(values, of: object, context, report: &report)
            }
        }
        for (object, values) in broughtBack.sorted(by: { $0.key < $1.key }) {
            try await giveBack(values, of: object, context, report: &report)
        }
        return report
    }

    private func giveBack(
        _ values: [PushedValue], of object: String, _ context: RunContext, report: inout StageReport
    ) async throws {
        let description = try await salesforce.describe(object)
        let fields = Set(values.map(\.field)).sorted().compactMap { description.field($0) }
        let present = try await salesforce.retrieve(
            object: object, ids: Set(values.map(\.id)).sorted(), fields: ["Id"] + fields.map(\.name))
        let standing = PushStanding(values, present, fields: fields)
        if !standing.left.isEmpty { report["left alone"] += standing.left.count }

        let intents = standing.restorable.map {
            PushIntent(
                entity: $0.entity, object: $0.object, id: $0.id, record: $0.record, field: $0.field, value: $0.before,
                before: $0.value, job: nil)
        }
        var rows = PushRows(intents, fields: fields, object: object)
        var verdicts = Verdicts()
        while !rows.ids.isEmpty {
            let answers = rows.blaming(try await send(rows, context))
            verdicts.add(answers)
            // Where Salesforce blames single values, the record's others go without them.
            rows = rows.withoutBlamed(answers)
        }
        var restored = standing.inPlace
        var refused: [LeftValue] = []
        for value in standing.restorable {
            if let reason = verdicts.refusal(of: value) {
                refused.append(LeftValue(value, .validationError, reason))
            } else {
                restored.append(value)
            }
        }
        try await ledger.release(
            restored, left: standing.left + refused, run: context.run, now: context.startedAt)
        try await ledger.setBookmark(Self.openJob, to: nil, in: context.run, at: context.startedAt)
        report["given back"] += restored.count
        report["refused"] += refused.count
        report.failures += Set(refused.map(\.value.id)).count
    }

    /// Collections for few records, a bulk job for many; rows that stayed locked in it are tried again by collections.
    private func send(_ rows: PushRows, _ context: RunContext) async throws -> [PushAnswer] {
        guard rows.ids.count > limits.bulkThreshold else { return try await sendByCollections(rows) }
        let job = try await salesforce.startBulkUpdate(object: rows.object, fields: rows.fields.map(\.name))
        try await ledger.setBookmark(Self.openJob, to: job, in: context.run, at: context.startedAt)
        try await salesforce.uploadBulkUpdate(job, rows: rows)
        guard let answers = try await salesforce.awaitBulkUpdate(job) else {
            throw PlainError(
                "Salesforce lost the bulk job \(job). Ask for the undo again; nothing is given back twice.",
                remedy: .pauseRun)
        }
        let locked = Set(answers.filter { $0.fault?.isTransient == true }.map(\.id))
        return answers.filter { !locked.contains($0.id) } + (try await sendByCollections(rows.restricted(to: locked)))
    }

    private func sendByCollections(_ rows: PushRows) async throws -> [PushAnswer] {
        var answers: [PushAnswer] = []
        for some in rows.split(into: limits.collectionRecords) { answers += try await salesforce.update(some) }
        return answers
    }

    /// What a job that was left behind has done, or will not do any more, is then seen by reading.
    private func awaitWhatWasInFlight(_ context: RunContext) async throws {
        guard let job = try await ledger.bookmark(Self.openJob) else { return }
        do {
            _ = try await salesforce.awaitBulkUpdate(job)
        } catch let error as any RemediableError where error.remedy == .failRun || error.remedy == .skipRecord {}
        try await ledger.setBookmark(Self.openJob, to: nil, in: context.run, at: context.startedAt)
    }
}

/// What Salesforce said of the values that were sent.
private struct Verdicts {
    private var written: Set<String> = []
    /// Why by record: of a value by its field, or of all that no field is named for.
    private var reasons: [String: [String: String]] = [:]
    private static let allOthers = ""

    mutating func add(_ answers: [PushAnswer]) {
        for answer in answers {
            guard let fault = answer.fault else {
                written.insert(answer.id)
                continue
            }
            for field in answer.blamed.isEmpty ? [Self.allOthers] : answer.blamed {
                reasons[answer.id, default: [:]][field] = "\(fault.code): \(fault.message)"
            }
        }
    }

    /// Nothing where the value was written.
    func refusal(of value: PushedValue) -> String? {
        let said = reasons[value.id]
        if let reason = said?[value.field] ?? said?[Self.allOthers] { return reason }
        return written.contains(value.id) ? nil : "Salesforce did not answer; ask for the undo again."
    }
}
