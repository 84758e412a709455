import Synchronization

extension SalesforceOrg {
    package func insert(_ records: [RecordInput], into object: String, allOrNone: Bool = false) -> [RowOutcome] {
        write(to: object, count: records.count, allOrNone) { batch, state in
            records.map { batch.insert($0, &state) }
        }
    }

    /// Each record carries its id.
    package func update(_ records: [RecordInput], of object: String, allOrNone: Bool = false) -> [RowOutcome] {
        write(to: object, count: records.count, allOrNone) { batch, state in
            records.map { batch.update($0, &state) }
        }
    }

    /// Each record carries its key in the field named, or as its id when the field is Id.
    package func upsert(
        _ records: [RecordInput], of object: String, by field: String, allOrNone: Bool = false
    ) -> [RowOutcome] {
        guard let schema = schema(of: object), let index = schema.index(of: field), schema.fields[index].isIDLookup
        else {
            return records.map { _ in RowOutcome(id: nil, errors: [.badExternalID(field)]) }
        }
        return write(to: object, count: records.count, allOrNone) { batch, state in
            records.map { batch.upsert($0, by: index, &state) }
        }
    }

    /// Takes ids of any object; the object of each comes from its key prefix unless one is given.
    package func delete(
        _ ids: [String], of object: String? = nil, permanently: Bool = false, allOrNone: Bool = false
    ) -> [RowOutcome] {
        commit(allOrNone) { state in
            let deletion = Deletion(identity: identity, stamp: clock())
            let outcomes = ids.map { deletion.delete($0, of: object, permanently: permanently, &state) }
            var parents: [Int: Set<SalesforceID>] = [:]
            for id in outcomes.filter(\.isSuccess).compactMap({ $0.id.flatMap { SalesforceID($0) } }) {
                let table = object.map(state.data.table(named:)) ?? state.data.table(forKeyPrefix: id.keyPrefix)
                if let table { parents[table, default: []].insert(id) }
            }
            for (table, ids) in parents.sorted(by: { $0.key < $1.key }) {
                deletion.cascade(from: ids, table: table, &state)
            }
            return outcomes
        }
    }

    package func undelete(_ ids: [String], allOrNone: Bool = false) -> [RowOutcome] {
        commit(allOrNone) { state in
            let deletion = Deletion(identity: identity, stamp: clock())
            return ids.map { deletion.undelete($0, &state) }
        }
    }

    /// Takes deleted records out of the recycle bin for good.
    package func emptyRecycleBin(_ ids: [String]) -> [RowOutcome] {
        commit(false) { state in
            let deletion = Deletion(identity: identity, stamp: clock())
            return ids.map { deletion.purge($0, &state) }
        }
    }

    private func write(
        to object: String, count: Int, _ allOrNone: Bool, _ body: (inout WriteBatch, inout OrgState) -> [RowOutcome]
    ) -> [RowOutcome] {
        commit(allOrNone) { state in
            guard let table = state.data.table(named: object) else {
                return (0..<count).map { _ in RowOutcome(id: nil, errors: [.notFound]) }
            }
            var batch = WriteBatch(table: table, identity: identity, stamp: clock())
            return body(&batch, &state)
        }
    }

    /// Runs writes under the lock, undoes them if one failed and all must hold, and appends what stood to the journal.
    private func commit(_ allOrNone: Bool, _ body: (inout OrgState) -> [RowOutcome]) -> [RowOutcome] {
        state.withLock { state in
            let before = allOrNone ? state : nil
            let logged = state.writeLog.count
            var outcomes = body(&state)
            if let before, outcomes.contains(where: { !$0.isSuccess }) {
                state = before
                for index in outcomes.indices where outcomes[index].isSuccess { outcomes[index].rollBack() }
                return outcomes
            }
            guard journal != nil || writeLogFile != nil else { return outcomes }
            var lines: [UInt8] = []
            for write in state.writeLog[logged...] {
                write.entry(state.data).json.write(to: &lines)
                lines.append(0x0A)
            }
            journal?.append(lines)
            writeLogFile?.append(lines)
            return outcomes
        }
    }

    // MARK: Savepoints

    /// What `rollback` goes back to; writes of others in between are undone with it.
    package func savepoint() -> OrgSavepoint {
        state.withLock { state in
            OrgSavepoint(state: state, journalLength: journal?.length ?? 0, logLength: writeLogFile?.length ?? 0)
        }
    }

    package func rollback(to savepoint: OrgSavepoint) {
        state.withLock { state in
            state = savepoint.state
            journal?.truncate(to: savepoint.journalLength)
            writeLogFile?.truncate(to: savepoint.logLength)
        }
    }

    // MARK: The log

    /// Every accepted write since the start, replayed ones included.
    package var writeLog: [WriteEntry] {
        let (log, data) = state.withLock { ($0.writeLog, $0.data) }
        return log.map { $0.entry(data) }
    }
    package var writeCount: Int { state.withLock { $0.writeLog.count } }
}

/// A state of the organisation to go back to.
package struct OrgSavepoint: Sendable {
    let state: OrgState
    let journalLength: Int
    let logLength: Int
}

extension RowOutcome {
    /// What the good records of a failed all-or-none call read.
    mutating func rollBack() {
        if isCreated { id = nil }
        errors = [
            SalesforceFault(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header",
                fields: [])
        ]
    }
}
