/// Writes records to the organisation, with the row faults of the hostile mode in between.
struct FaultyWriter: Sendable {
    let org: SalesforceOrg
    let dice: FaultDice

    /// How far behind its commit a write of this task is stamped; see `SalesforceSimulator`.
    @TaskLocal static var lag: Int64 = 0

    func insert(_ records: [RecordInput], into object: String, allOrNone: Bool = false) -> [RowOutcome] {
        write(records, allOrNone: allOrNone) { org.insert($0, into: object, allOrNone: allOrNone) }
    }

    func update(_ records: [RecordInput], of object: String, allOrNone: Bool = false) -> [RowOutcome] {
        write(records, allOrNone: allOrNone) { org.update($0, of: object, allOrNone: allOrNone) }
    }

    func upsert(
        _ records: [RecordInput], of object: String, by field: String, allOrNone: Bool = false
    ) -> [RowOutcome] {
        write(records, allOrNone: allOrNone) { org.upsert($0, of: object, by: field, allOrNone: allOrNone) }
    }

    func delete(
        _ ids: [String], of object: String? = nil, permanently: Bool = false, allOrNone: Bool = false
    ) -> [RowOutcome] {
        let records = ids.map { RecordInput(id: $0, fields: []) }
        return write(records, allOrNone: allOrNone) { records in
            org.delete(
                records.compactMap(\.id), of: object, permanently: permanently, allOrNone: allOrNone)
        }
    }

    /// Lets the organisation write what meets no fault, and puts the outcomes in the order sent.
    private func write(
        _ records: [RecordInput], allOrNone: Bool, _ write: ([RecordInput]) -> [RowOutcome]
    ) -> [RowOutcome] {
        guard dice.isPossible(.lock) || dice.isPossible(.partial) || dice.isPossible(.late) else {
            return write(records)
        }
        let faults = records.map(fault)
        if allOrNone, faults.contains(where: { $0 != nil }) {
            return zip(records, faults).map { RowOutcome(id: $0.id, errors: [$1 ?? Self.rolledBack]) }
        }
        let written = zip(records, faults).filter { $1 == nil }.map(\.0)
        let lag = dice.strikes(.late) ? Int64(dice.draw(1_000...120_000)) : 0
        var outcomes = Self.$lag.withValue(lag) { write(written) }.makeIterator()
        return zip(records, faults).map { record, fault in
            if let fault { return RowOutcome(id: record.id.map(RecordID.long), errors: [fault]) }
            return outcomes.next() ?? RowOutcome(id: nil, errors: [Self.refusal])
        }
    }

    private func fault(of record: RecordInput) -> SalesforceFault? {
        if dice.strikes(.lock) {
            return SalesforceFault(
                "UNABLE_TO_LOCK_ROW",
                "unable to obtain exclusive access to this record or 1 records: \(record.id ?? parent(of: record))",
                fields: [])
        }
        return dice.strikes(.partial) ? Self.refusal : nil
    }

    /// A create has no id to lock, but its parent has.
    private func parent(of record: RecordInput) -> String {
        let parent = record.fields.first { $0.name.lowercased().hasSuffix("id") }
        guard case .text(let id)? = parent?.value else { return RecordID.make(prefix: "001", number: 1) }
        return id
    }

    private static let rolledBack = SalesforceFault(
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
        fields: [])
    private static let refusal = SalesforceFault(
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        "HostileTrigger: execution of BeforeUpdate\n\ncaused by: System.LimitException: Apex CPU time limit exceeded",
        fields: [])
}
