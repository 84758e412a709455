import Domain

/// Writes deliveries together: accounts and users first, then facts, each kind in one transaction.
struct IngestWriter: Sendable {
    let store: any RecordStore & FactStore

    /// - Returns: for each delivery the messages that were not taken.
    func write(_ deliveries: [IngestDelivery]) async throws -> [[IngestDelivery.Refusal]] {
        var refusals = deliveries.map(\.refusals)
        var start = 0
        while start < deliveries.count {
            // The configuration seldom changes, so nearly always this is all of them.
            let schema = deliveries[start].schema
            let end = deliveries[start...].firstIndex { $0.schema !== schema } ?? deliveries.count
            let group = deliveries[start..<end]
            for rejection in try await write(group, schema) {
                let (delivery, index) = Self.place(of: rejection.line, in: group)
                refusals[delivery].append(
                    IngestDelivery.Refusal(
                        index: index, messageID: group[delivery].messageIDs[index], reason: rejection.reason))
            }
            start = end
        }
        return refusals
    }

    private func write(
        _ group: ArraySlice<IngestDelivery>, _ schema: IngestSchema
    ) async throws -> [ImportCounts.Rejection] {
        var rejections = try await load(.accounts, schema.accountColumns, schema, Self.numbered(group) { $0.accounts })
        // A message about an account that is refused moves no user either.
        let refused = Set(rejections.map(\.line))
        let users = Self.numbered(group) { $0.users }.map { refused.isEmpty ? $0 : $0.leavingOut(refused) }
        rejections += try await load(.users, schema.userColumns, schema, users.filter { !$0.isEmpty })
        rejections += try await add(.nps, IngestSchema.responseColumns, Self.numbered(group) { $0.responses })
        rejections += try await add(.events, IngestSchema.eventColumns, Self.numbered(group) { $0.events })
        return rejections
    }

    private func load(
        _ kind: RecordKind, _ columns: [String], _ schema: IngestSchema, _ batches: [TextBatch]
    ) async throws -> [ImportCounts.Rejection] {
        guard !batches.isEmpty else { return [] }
        let plan = try ImportPlan(
            kind: kind, header: columns, attributes: schema.attributes, emptyCells: .keep,
            rising: ["last_seen_at"])
        let counts = try await store.load(batches, as: plan)
        // Where the table was empty, its indexes wait for the end of the loading, which is now.
        if counts.new > 0 { try await store.finishLoading() }
        return counts.rejected
    }

    private func add(
        _ kind: FactKind, _ columns: [String], _ batches: [TextBatch]
    ) async throws -> [ImportCounts.Rejection] {
        guard !batches.isEmpty else { return [] }
        var rest = batches[...]
        var rejections: [ImportCounts.Rejection] = []
        _ = try await store.importFacts(
            kind, header: columns, from: { rest.popFirst() }, rejected: { rejections += $0 })
        return rejections
    }

    /// One kind of rows of all deliveries, their lines counted through.
    private static func numbered(
        _ group: ArraySlice<IngestDelivery>, _ rows: (IngestDelivery) -> TextBatch
    ) -> [TextBatch] {
        var offset = 0
        return group.compactMap { delivery in
            defer { offset += delivery.messageCount }
            let batch = rows(delivery)
            return batch.isEmpty ? nil : batch.movingLines(by: offset)
        }
    }

    private static func place(
        of line: UInt32, in group: ArraySlice<IngestDelivery>
    ) -> (delivery: Int, index: Int) {
        var index = Int(line)
        for place in group.indices {
            if index < group[place].messageCount { return (place, index) }
            index -= group[place].messageCount
        }
        return (group.startIndex, 0)
    }
}
