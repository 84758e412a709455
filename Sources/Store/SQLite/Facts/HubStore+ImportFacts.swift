package import Domain

extension HubStore: FactStore {
    package func importFacts(
        _ kind: FactKind, header: [String], from next: () async throws -> TextBatch?,
        rejected: ([ImportCounts.Rejection]) throws -> Void
    ) async throws -> FactCounts {
        // Events: enough that known ids are read seldom, few enough for memory.
        try await importFacts(
            kind, header: header, rowsPerTransaction: kind == .events ? 1 << 20 : 1 << 16, from: next,
            rejected: rejected)
    }

    /// The same with transactions of a given size, to the batch.
    package func importFacts(
        _ kind: FactKind, header: [String], rowsPerTransaction: Int, from next: () async throws -> TextBatch?,
        rejected: ([ImportCounts.Rejection]) throws -> Void
    ) async throws -> FactCounts {
        switch kind {
        case .events:
            try await importEvents(
                header: header, rowsPerTransaction: rowsPerTransaction, from: next, rejected: rejected)
        case .nps, .engagements, .engagementViews, .features:
            try await importRows(
                kind, header: header, rowsPerTransaction: rowsPerTransaction, from: next, rejected: rejected)
        }
    }

    /// While one batch of events is written, the next one is read and parsed.
    private func importEvents(
        header: [String], rowsPerTransaction: Int, from next: () async throws -> TextBatch?,
        rejected: ([ImportCounts.Rejection]) throws -> Void
    ) async throws -> FactCounts {
        var parser = try EventParser(header: header)
        let committer = EventCommitter()
        var total = FactCounts()
        var ready = try await Self.readEvents(&parser, rowsPerTransaction, from: next)
        while let batch = ready {
            async let counts = write { try committer.commit(batch, to: $0) }
            ready = try await Self.readEvents(&parser, rowsPerTransaction, from: next)
            total += try await counts
            if !batch.rejected.isEmpty { try rejected(batch.rejected) }
        }
        return total
    }

    /// Enough rows for a transaction, or what is left; nothing at the end.
    private static func readEvents(
        _ parser: inout EventParser, _ rowsPerTransaction: Int, from next: () async throws -> TextBatch?
    ) async throws -> EventBatch? {
        var events = EventBatch()
        var rows = 0
        while rows < rowsPerTransaction, let batch = try await next() {
            parser.parse(batch, into: &events)
            rows += batch.rowCount
        }
        return rows == 0 ? nil : events
    }
}
