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
        let measuring = Measuring(asOf: day, zone: zone)
        // While one piece is written, the next two are measured.
        var ready = try await measure(plan.pieces.prefix(2), measuring)
        var next = ready.count
        var done = 0
        while !ready.isEmpty {
            let present = ready
            async let written = write { try Self.write(present, plan, asOf: day, to: $0) }
            ready = try await measure(plan.pieces[next...].prefix(2), measuring)
            next += ready.count
            let (rows, featureRows) = try await written
            report.changed += rows
            report.featureRowsChanged += featureRows
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

    private static func write(
        _ pieces: [MeasuredAccounts], _ plan: MeasurePlan, asOf day: Day, to database: Database
    ) throws -> (rows: Int, featureRows: Int) {
        let rows = try KPIRows(database, asOf: day, revision: plan.revision, comparing: plan.isRepeated)
        let features = try FeatureKPIRows(database, asOf: day, revision: plan.revision, comparing: plan.isRepeated)
        var changed = 0
        var featuresChanged = 0
        for piece in pieces {
            try piece.ids.bytes.withUnsafeBufferPointer { bytes in
                for (index, account) in piece.accounts.enumerated() {
                    let id = UnsafeBufferPointer(rebasing: bytes[piece.ids.range(index)])
                    let range = piece.featureRange(index)
                    let features = try features.write(
                        account: account, piece.features[range], piece.featureMeasures[range])
                    featuresChanged += features
                    let isWritten = try rows.write(
                        account: account, id: id, piece.measures[index], isTouched: features > 0)
                    if isWritten { changed += 1 }
                }
            }
        }
        return (changed, featuresChanged)
    }
}

extension MeasurePlan {
    fileprivate func snapshot(_ day: Day, _ zone: WorkspaceZone, _ now: Instant, isComplete: Bool) -> KPISnapshot {
        KPISnapshot(
            asOf: day, zone: zone.name, measuredAt: now, revision: revision, lastAccount: lastAccount,
            isComplete: isComplete)
    }
}
