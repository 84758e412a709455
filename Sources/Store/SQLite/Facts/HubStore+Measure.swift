package import Domain
import GRDB

extension HubStore {
    package func measure(
        asOf day: Day, zone: WorkspaceZone, now: Instant, progress: @Sendable (Int, Int) -> Void
    ) async throws -> MeasureReport {
        try await fold(zone: zone)
        let plan = try await write { database in
            let plan = try MeasurePlan.make(asOf: day, zone: zone, database)
            if !plan.pieces.isEmpty {
                try plan.snapshot(day, zone, now, isComplete: false).write(to: database)
            }
            return plan
        }
        var report = MeasureReport(asOf: day, measuredAt: now, zone: zone.name)
        report.revision = plan.revision
        report.accounts = plan.accountCount
        let measuring = try await read { try Measuring(asOf: day, zone: zone, $0) }
        // While one piece is written, the next two are measured.
        var ready = try await measure(plan.pieces.prefix(2), measuring)
        var next = ready.count
        var done = 0
        while !ready.isEmpty {
            let present = ready
            async let written = write { try Self.write(present, plan, asOf: day, to: $0) }
            ready = try await measure(plan.pieces[next...].prefix(2), measuring)
            next += ready.count
            report.changed += try await written
            done += present.reduce(0) { $0 + $1.count }
            progress(done, plan.accountCount)
        }
        try await write { database in
            try plan.snapshot(day, zone, now, isComplete: true).write(to: database)
        }
        return report
    }

    private func measure(
        _ pieces: ArraySlice<[Range<Int64>]>, _ measuring: Measuring
    ) async throws -> [MeasuredAccounts] {
        guard let first = pieces.first else { return [] }
        async let left = read { try measuring.measure(first, $0) }
        guard pieces.count > 1, let second = pieces.last else { return [try await left] }
        async let right = read { try measuring.measure(second, $0) }
        return try await [left, right]
    }

    /// Returns how many rows changed.
    private static func write(
        _ pieces: [MeasuredAccounts], _ plan: MeasurePlan, asOf day: Day, to database: Database
    ) throws -> Int {
        let rows = try KPIRows(database, asOf: day, revision: plan.revision, comparing: plan.isRepeated)
        var changed = 0
        for piece in pieces {
            try piece.ids.bytes.withUnsafeBufferPointer { ids in
                try piece.features.bytes.withUnsafeBufferPointer { features in
                    for (index, account) in piece.accounts.enumerated() {
                        let isWritten = try rows.write(
                            account: account, id: UnsafeBufferPointer(rebasing: ids[piece.ids.range(index)]),
                            piece.measures[index],
                            features: UnsafeBufferPointer(rebasing: features[piece.features.range(index)]))
                        if isWritten { changed += 1 }
                    }
                }
            }
        }
        return changed
    }
}

extension MeasurePlan {
    fileprivate func snapshot(_ day: Day, _ zone: WorkspaceZone, _ now: Instant, isComplete: Bool) -> KPISnapshot {
        KPISnapshot(
            asOf: day, zone: zone.name, measuredAt: now, revision: revision, lastAccount: lastAccount,
            isComplete: isComplete)
    }
}
