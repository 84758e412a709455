extension SalesforceOrg {
    /// The records created or changed in a span of at most 30 days, as `/updated/` lists them.
    package func updatedRecords(
        of object: String, from start: Int64, to end: Int64
    ) throws(SalesforceFault) -> UpdatedRecords {
        let (table, stamp) = try replicated(object, start, end)
        var ids: [String] = []
        for row in 0..<table.rowCount where !table.isPurged(row) && !table.isDeleted(row) {
            let instant = table.instant(row, stamp)
            if instant >= start, instant < end, let id = table.id(row) { ids.append(id.text) }
        }
        return UpdatedRecords(ids: ids, latestDateCovered: min(end, clock()))
    }

    /// The records deleted in a span of at most 30 days, as `/deleted/` lists them.
    package func deletedRecords(
        of object: String, from start: Int64, to end: Int64
    ) throws(SalesforceFault) -> DeletedRecords {
        let (table, stamp) = try replicated(object, start, end)
        var records: [DeletedRecords.Entry] = []
        for row in 0..<table.rowCount where table.isDeleted(row) {
            let instant = table.instant(row, stamp)
            if instant >= start, instant < end, let id = table.id(row) {
                records.append(DeletedRecords.Entry(id: id.text, deletedDate: instant))
            }
        }
        let earliest = clock() - 30 * TimeText.millisecondsPerDay
        return DeletedRecords(records: records, earliestDateAvailable: earliest, latestDateCovered: min(end, clock()))
    }

    private func replicated(
        _ object: String, _ start: Int64, _ end: Int64
    ) throws(SalesforceFault) -> (ObjectTable, Int) {
        let data = snapshot()
        guard let place = data.table(named: object) else { throw .notFound }
        let table = data.tables[place]
        guard table.schema.isReplicateable, let stamp = table.system.systemModstamp else {
            throw SalesforceFault("INVALID_TYPE_FOR_OPERATION", "object type \(object) is not replicable")
        }
        guard start < end else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "startDate has to be before endDate")
        }
        guard end - start <= 30 * TimeText.millisecondsPerDay, start >= clock() - 30 * TimeText.millisecondsPerDay
        else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago")
        }
        return (table, stamp)
    }
}

/// The answer of `/updated/`.
package struct UpdatedRecords: Sendable, Equatable {
    package let ids: [String]
    package let latestDateCovered: Int64
}

/// The answer of `/deleted/`.
package struct DeletedRecords: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let id: String
        package let deletedDate: Int64
    }

    package let records: [Entry]
    package let earliestDateAvailable: Int64
    package let latestDateCovered: Int64
}
