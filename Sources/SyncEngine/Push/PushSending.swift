import Domain

/// Sends the intents of one plan: refuses what cannot be sent, then batches by collections or by bulk jobs (D§9).
struct PushSending {
    let salesforce: any Salesforce
    let ledger: any PushLedger
    let limits: PushLimits
    let plan: PushPlan
    let context: RunContext

    func send(records total: Int) async throws -> PushCounts {
        let isBulk = total > limits.bulkThreshold
        let batch = isBulk ? limits.bulkJobRecords : limits.collectionRecords
        var counts = PushCounts()
        var last: String?
        var done = 0
        while true {
            let intents = try await ledger.intents(object: plan.object, job: .unassigned, after: last, records: batch)
            guard let lastID = intents.last?.id else { return counts }
            last = lastID
            let sendable = try await refuseUnsendable(intents, counts: &counts)
            let rows = PushRows(sendable, fields: plan.destinations.map(\.field), object: plan.object)
            if !rows.ids.isEmpty {
                counts += isBulk ? try await sendInBulk(rows) : try await sendByCollections(rows)
            }
            done += Set(intents.map(\.id)).count
            context.report(StageProgress(stage: .push, entity: plan.entity, done: done, total: total))
        }
    }

    private func refuseUnsendable(_ intents: [PushIntent], counts: inout PushCounts) async throws -> [PushIntent] {
        var sendable: [PushIntent] = []
        var refusals: [(intent: PushIntent, reason: String)] = []
        for intent in intents {
            if let reason = plan.refusal(of: intent) {
                refusals.append((intent, reason))
            } else {
                sendable.append(intent)
            }
        }
        if !refusals.isEmpty { try await ledger.refuse(refusals, run: context.run) }
        counts.refused += refusals.count
        counts.refusedRecords += Set(refusals.map(\.intent.id)).count
        return sendable
    }

    /// Rows that Salesforce could not lock have been tried again, after pauses, by the time that they are answered.
    private func sendByCollections(_ rows: PushRows) async throws -> PushCounts {
        try await settle(try await salesforce.update(rows), of: rows)
    }

    /// Settles what was answered. Where Salesforce blames single fields, the record's other values are sent without them.
    private func settle(_ answers: [PushAnswer], of rows: PushRows) async throws -> PushCounts {
        let answers = rows.blaming(answers)
        var counts = try await ledger.settle(
            answers, object: plan.object, run: context.run, now: context.startedAt)
        let rest = rows.withoutBlamed(answers)
        if rest.ids.count > limits.bulkThreshold {
            counts += try await sendInBulk(rest)
        } else {
            for some in rest.split(into: limits.collectionRecords) { counts += try await sendByCollections(some) }
        }
        return counts
    }

    /// Rows that were locked until the job's end are few: they are tried again by collections.
    private func sendInBulk(_ rows: PushRows) async throws -> PushCounts {
        let job = try await salesforce.startBulkUpdate(object: plan.object, fields: rows.fields.map(\.name))
        try await ledger.assign(job: job, object: plan.object, ids: rows.ids)
        try await salesforce.uploadBulkUpdate(job, rows: rows)
        guard let answers = try await salesforce.awaitBulkUpdate(job) else {
            throw PlainError(
                "Salesforce lost the bulk job \(job). Run the push again; nothing is written twice.", remedy: .pauseRun)
        }
        let locked = Set(answers.filter { $0.fault?.isTransient == true }.map(\.id))
        var counts = try await settle(answers.filter { !locked.contains($0.id) }, of: rows)
        for some in rows.restricted(to: locked).split(into: limits.collectionRecords) {
            counts += try await sendByCollections(some)
        }
        return counts
    }
}

extension PushRows {
    /// Gathers intents, ordered by record, into one row a record; a field without an intent is left as it is.
    init(_ intents: [PushIntent], fields: [FieldDescription], object: String) {
        let used = Set(intents.map(\.field))
        self.init(object: object, fields: fields.filter { used.contains($0.name) })
        var positions: [String: Int] = [:]
        for (index, field) in self.fields.enumerated() { positions[field.name] = index }
        for intent in intents {
            if ids.last != intent.id {
                ids.append(intent.id)
                values.append([Value?](repeating: nil, count: self.fields.count))
            }
            if let position = positions[intent.field] { values[values.count - 1][position] = intent.value }
        }
    }

    /// Notes in each answer which of several values that were sent its fault names.
    func blaming(_ answers: [PushAnswer]) -> [PushAnswer] {
        guard answers.contains(where: { $0.fault?.fields.isEmpty == false }) else { return answers }
        let rows = Dictionary(zip(ids, values), uniquingKeysWith: { first, _ in first })
        return answers.map { answer in
            guard let fault = answer.fault, !fault.isTransient, let row = rows[answer.id] else { return answer }
            let sent = zip(fields, row).filter { $0.1 != nil }.map(\.0.name)
            let blamed = sent.filter(fault.fields.contains)
            return blamed.count < sent.count ? answer.blaming(blamed) : answer
        }
    }

    /// What is still to be sent of records with blamed fields.
    func withoutBlamed(_ answers: [PushAnswer]) -> PushRows {
        let blamed = Dictionary(
            answers.filter { !$0.blamed.isEmpty }.map { ($0.id, $0.blamed) }, uniquingKeysWith: { first, _ in first })
        var rows = restricted(to: Set(blamed.keys))
        for (row, id) in rows.ids.enumerated() {
            for (column, field) in fields.enumerated() where blamed[id]?.contains(field.name) == true {
                rows.values[row][column] = nil
            }
        }
        return rows
    }

    func restricted(to kept: Set<String>) -> PushRows {
        var rows = PushRows(object: object, fields: fields)
        for (id, value) in zip(ids, values) where kept.contains(id) {
            rows.ids.append(id)
            rows.values.append(value)
        }
        return rows
    }

    func split(into size: Int) -> [PushRows] {
        stride(from: 0, to: ids.count, by: size).map { start in
            var rows = PushRows(object: object, fields: fields)
            rows.ids = Array(ids[start..<min(start + size, ids.count)])
            rows.values = Array(values[start..<min(start + size, ids.count)])
            return rows
        }
    }
}

extension PushCounts {
    static func += (left: inout PushCounts, right: PushCounts) {
        left.written += right.written
        left.cleared += right.cleared
        left.refused += right.refused
        left.refusedRecords += right.refusedRecords
        left.transient += right.transient
        left.records += right.records
    }
}
