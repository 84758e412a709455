package import Domain

/// Gives back the values that a push run replaced, and holds those fields until a person lifts the hold.
package struct PushUndo: Sendable {
    let salesforce: any Salesforce
    let ledger: any PushLedger

    package init(salesforce: any Salesforce, ledger: any PushLedger) {
        self.salesforce = salesforce
        self.ledger = ledger
    }

    /// Undoes what `undone` wrote and no later run has written over.
    ///
    /// A value that someone changed in Salesforce since stays as it is.
    package func run(_ context: RunContext, undoing undone: RunNumber) async throws -> StageReport {
        var report = StageReport(stage: .push, entity: nil)
        let written = try await ledger.written(by: undone)
        let writtenOver = try await ledger.writtenOver(since: undone)
        if writtenOver > 0 {
            report["written over since"] = writtenOver
            let values = writtenOver == 1 ? "a value" : "\(writtenOver) values"
            report.notes.append(
                "Later runs have written over \(values) of run \(undone). To give back what was there before, undo those runs "
                    + "first, beginning with the last.")
        }
        let byObject = Dictionary(grouping: written, by: \.object)
        for (object, values) in byObject.sorted(by: { $0.key < $1.key }) {
            let description = try await salesforce.describe(object)
            let ids = Array(Set(values.map(\.id))).sorted()
            for start in stride(from: 0, to: ids.count, by: 200) {
                let batch = Set(ids[start..<min(start + 200, ids.count)])
                let part = values.filter { batch.contains($0.id) }
                try await giveBack(part, description, context, report: &report)
            }
        }
        return report
    }

    private func giveBack(
        _ values: [PushedValue], _ description: ObjectDescription, _ context: RunContext, report: inout StageReport
    ) async throws {
        let names = Array(Set(values.map(\.field))).sorted()
        let fields = names.compactMap { description.field($0) }
        let ids = Array(Set(values.map(\.id))).sorted()
        let present = try await salesforce.retrieve(
            object: description.name, ids: ids, fields: ["Id"] + fields.map(\.name))
        var rowOfID: [String: Int] = [:]
        for row in 0..<present.rowCount { rowOfID[present.string(row: row, column: 0)] = row }

        var restorable: [PushedValue] = []
        var inPlace: [PushedValue] = []
        var left: [LeftValue] = []
        for value in values {
            guard let row = rowOfID[value.id] else {
                left.append(LeftValue(value, .deletedUpstream, "Salesforce no longer has this record."))
                continue
            }
            guard let column = fields.firstIndex(where: { $0.name == value.field }) else {
                left.append(
                    LeftValue(value, .describeMissingField, "Salesforce no longer has this field, or hides it."))
                continue
            }
            let cell = present.string(row: row, column: column + 1)
            if ReadBack.cell(cell, holds: value.value, type: fields[column].type) {
                restorable.append(value)
            } else if ReadBack.cell(cell, holds: value.before, type: fields[column].type) {
                // An undo that was killed had already given it back.
                inPlace.append(value)
            } else {
                left.append(LeftValue(value, .heldBack, "Someone changed the value since; it stays as it is."))
            }
        }
        if !left.isEmpty { report["left alone"] += left.count }
        let intents = restorable.sorted { ($0.id, $0.field) < ($1.id, $1.field) }.map {
            PushIntent(
                entity: $0.entity, object: $0.object, id: $0.id, record: $0.record, field: $0.field, value: $0.before,
                before: $0.value, job: nil)
        }
        let rows = PushRows(intents, fields: fields, object: description.name)
        let answers = rows.ids.isEmpty ? [] : try await salesforce.update(rows)
        let faults = Dictionary(
            answers.compactMap { answer in answer.fault.map { (answer.id, "\($0.code): \($0.message)") } },
            uniquingKeysWith: { first, _ in first })
        let refused = restorable.compactMap { value in
            faults[value.id].map { LeftValue(value, .validationError, $0) }
        }
        let restored = inPlace + restorable.filter { faults[$0.id] == nil }
        try await ledger.release(restored, left: left + refused, run: context.run, now: context.startedAt)
        report["given back"] += restored.count
        report["refused"] += refused.count
        report.failures += faults.count
    }
}
