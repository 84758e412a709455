import Domain

/// Writes deliveries together: accounts and users first, then facts, each kind in one transaction.
struct IngestWriter: Sendable {
    let store: any RecordStore & FactStore

    /// What the store did not take, by the line of the message among those of a group.
    private struct Untaken {
        var rejected: [ImportCounts.Rejection] = []
        var leftOut: [(owner: IngestDelivery.LeftOut.Owner, cell: ImportCounts.LeftOut)] = []
    }

    /// - Returns: for each delivery what was not taken of it.
    func write(_ deliveries: [IngestDelivery]) async throws -> [IngestDelivery.Answer] {
        var answers = deliveries.map(\.answer)
        var start = 0
        while start < deliveries.count {
            // The configuration seldom changes, so nearly always this is all of them.
            let schema = deliveries[start].schema
            let end = deliveries[start...].firstIndex { $0.schema !== schema } ?? deliveries.count
            let group = deliveries[start..<end]
            let untaken = try await write(group, schema)
            for rejection in untaken.rejected {
                let (delivery, index) = Self.place(of: rejection.line, in: group)
                answers[delivery].refusals.append(
                    IngestDelivery.Refusal(
                        index: index, messageID: group[delivery].messageIDs[index], reason: rejection.reason))
            }
            for (owner, cell) in untaken.leftOut {
                let (delivery, index) = Self.place(of: cell.line, in: group)
                answers[delivery].leftOut.append(
                    IngestDelivery.LeftOut(
                        index: index, messageID: group[delivery].messageIDs[index],
                        place: IngestDelivery.LeftOut.Place(owner: owner, column: cell.column), reason: cell.reason))
            }
            start = end
        }
        for place in answers.indices where !answers[place].refusals.isEmpty && !answers[place].leftOut.isEmpty {
            let refused = Set(answers[place].refusals.map(\.index))
            answers[place].leftOut.removeAll { refused.contains($0.index) }
        }
        return answers
    }

    private func write(
        _ group: ArraySlice<IngestDelivery>, _ schema: IngestSchema
    ) async throws -> Untaken {
        var untaken = Untaken()
        try await load(
            .accounts, schema.accounts.names, schema, Self.numbered(group) { $0.accounts }, .account, &untaken)
        // A message about an account that is refused moves no user either.
        let refused = Set(untaken.rejected.map(\.line))
        let users = Self.numbered(group) { $0.users }.map { refused.isEmpty ? $0 : $0.leavingOut(refused) }
        try await load(.users, schema.users.names, schema, users.filter { !$0.isEmpty }, .user, &untaken)
        untaken.rejected += try await add(.nps, IngestSchema.responseColumns, Self.numbered(group) { $0.responses })
        untaken.rejected += try await add(.events, IngestSchema.eventColumns, Self.numbered(group) { $0.events })
        return untaken
    }

    private func load(
        _ kind: RecordKind, _ columns: [String], _ schema: IngestSchema, _ batches: [TextBatch],
        _ owner: IngestDelivery.LeftOut.Owner, _ untaken: inout Untaken
    ) async throws {
        guard !batches.isEmpty else { return }
        let plan = try ImportPlan(
            kind: kind, header: columns, attributes: schema.attributes, emptyCells: .keepUnlessEmptied,
            unreadableCells: .leaveOut, rising: ["last_seen_at"])
        let counts = try await store.load(batches, as: plan)
        // Where the table was empty, its indexes wait for the end of the loading, which is now.
        if counts.new > 0 { try await store.finishLoading() }
        untaken.rejected += counts.rejected
        untaken.leftOut += counts.leftOut.map { (owner, $0) }
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
