import Domain

/// Loads accounts, users, persons and what joins them.
struct RecordLoader: RowLoader {
    private let store: any RecordStore
    private let kind: RecordKind
    private let attributes: [AttributeDefinition]
    private var plan: ImportPlan?

    init(store: any RecordStore, kind: RecordKind, attributes: [AttributeDefinition]) {
        self.store = store
        self.kind = kind
        self.attributes = attributes
    }

    var knownColumns: [String] {
        kind.columns.map(\.name) + attributes.filter { $0.entity == kind.entity }.map(\.apiName)
    }

    mutating func begin(header: [String]) throws {
        plan = try ImportPlan(kind: kind, header: header, attributes: attributes)
    }

    func load(_ batches: [TextBatch]) async throws -> ImportTally {
        guard let plan else { return ImportTally() }
        let counts = try await store.load(batches, as: plan)
        var tally = ImportTally()
        tally.new = counts.new
        tally.changed = counts.changed
        tally.unchanged = counts.unchanged
        for rejection in counts.rejected { tally.reject(line: rejection.line, reason: rejection.reason) }
        return tally
    }

    func finish() async throws -> ImportTally {
        try await store.finishLoading()
        return ImportTally()
    }
}
