package import Domain
import Synchronization

/// A Salesforce for tests of the engine: a few objects in memory, and faults on demand.
package final class ScriptedSalesforce: Salesforce {
    package struct State: Sendable {
        package var now = Instant(milliseconds: 0)
        /// How far the clock goes on whenever it is looked at.
        package var ticking = Duration.zero
        package var objects: [String: ObjectDescription] = [:]
        /// Field values by object and id; a missing field is null.
        package var records: [String: [String: [String: String]]] = [:]
        package var pageRows = 2000
        package var quota = SalesforceQuota(used: 0, limit: 15_000)
        package var jobs: [String: Job] = [:]
        /// Every call, in order.
        package var log: [String] = []
        /// Pages, counted from 1 over all that are served, whose last row gets lost on the way.
        package var truncatedPages: Set<Int> = []
        /// Pages before which the connection ends for good, as when the process is killed.
        package var deadPages: Set<Int> = []
        package var servedPages = 0
        /// The answers of bulk updates by job.
        package var uploads: [String: [PushAnswer]] = [:]
        /// What the next writes of a record are refused with, one each.
        package var faults: [String: [PushAnswer.Fault]] = [:]

        package struct Job: Sendable {
            package var rows: [[String: String]]
            /// What the job claims to hold; normally the number of its rows.
            package var announced: Int

            package init(rows: [[String: String]], announced: Int) {
                self.rows = rows
                self.announced = announced
            }
        }
    }

    package struct Killed: Error {}

    private let state: Mutex<State>

    package init(_ state: State = State()) {
        self.state = Mutex(state)
    }

    package func with<T: Sendable>(_ body: (inout State) throws -> T) rethrows -> T {
        try state.withLock { try body(&$0) }
    }

    package var log: [String] { with { $0.log } }

    package func serverTime() -> Instant {
        with { state in
            state.now = state.now.advanced(by: state.ticking)
            return state.now
        }
    }

    package func describe(_ object: String) throws -> ObjectDescription {
        try with { state in
            guard let description = state.objects[object] else { throw PlainError("No object \(object).") }
            return description
        }
    }

    package func objectNames() -> [String] { with { $0.objects.keys.sorted() } }

    package func quota() -> SalesforceQuota { with { $0.quota } }

    package func count(_ soql: String) throws -> Int {
        try with { state in
            state.log.append("count")
            return try state.rows(of: soql, includingDeleted: false).count
        }
    }

    package func query(_ soql: String, fields: [String], includingDeleted: Bool) -> any SalesforcePages {
        with { $0.log.append("query " + soql) }
        return ScriptedPages(salesforce: self, fields: fields, offset: 0) { state in
            try state.rows(of: soql, includingDeleted: includingDeleted)
        }
    }

    package func startBulkQuery(_ soql: String, includingDeleted: Bool) throws -> String {
        try with { state in
            let rows = try state.rows(of: soql, includingDeleted: includingDeleted)
            let id = "750-\(state.jobs.count + 1)"
            state.jobs[id] = State.Job(rows: rows, announced: rows.count)
            state.log.append("bulk \(id)")
            return id
        }
    }

    package func awaitBulkQuery(_ job: String) -> Int? { with { $0.jobs[job]?.announced } }

    package func bulkResults(_ job: String, fields: [String], from locator: String?) -> any SalesforcePages {
        with { $0.log.append("results \(job) from \(locator ?? "the start")") }
        return ScriptedPages(salesforce: self, fields: fields, offset: locator.flatMap { Int($0) } ?? 0) { state in
            state.jobs[job]?.rows ?? []
        }
    }

    package func retrieve(object: String, ids: [String], fields: [String]) -> TextBatch {
        with { state in
            let found = ids.compactMap { id in
                state.records[object]?[id].flatMap { $0["IsDeleted"] == "true" ? nil : $0 }
            }
            return TextBatch(found.map { row in fields.map { row[$0] ?? "" } }, columnCount: fields.count)
        }
    }

    package func update(_ rows: PushRows) throws -> [PushAnswer] {
        with { state in
            state.log.append("update \(rows.ids.count)")
            return state.write(rows)
        }
    }

    package func startBulkUpdate(object: String, fields: [String]) throws -> String {
        with { state in
            let id = "751-\(state.uploads.count + 1)"
            state.uploads[id] = [PushAnswer]()
            state.log.append("bulk update \(id)")
            return id
        }
    }

    package func uploadBulkUpdate(_ job: String, rows: PushRows) throws {
        with { state in state.uploads[job] = state.write(rows) }
    }

    package func awaitBulkUpdate(_ job: String) throws -> [PushAnswer]? { with { $0.uploads[job] } }
}

extension ScriptedSalesforce.State {
    /// Writes a record as the org would; its stamps are given, or now.
    package mutating func put(_ object: String, _ id: String, _ values: [String: String]) {
        var record = records[object, default: [:]][id] ?? ["Id": id, "CreatedDate": now.iso8601, "IsDeleted": "false"]
        record["SystemModstamp"] = now.iso8601
        record["LastModifiedDate"] = now.iso8601
        record.merge(values) { $1 }
        records[object, default: [:]][id] = record
    }

    mutating func write(_ rows: PushRows) -> [PushAnswer] {
        zip(rows.ids, rows.values).map { id, values in
            if var waiting = faults[id], !waiting.isEmpty {
                let fault = waiting.removeFirst()
                faults[id] = waiting
                return PushAnswer(id: id, fault: fault)
            }
            var written: [String: String] = [:]
            for (field, value) in zip(rows.fields, values) {
                if let value { written[field.name] = value.text }
            }
            put(rows.object, id, written)
            return PushAnswer(id: id)
        }
    }

    /// Takes a record out for good: it is not even in the recycle bin.
    package mutating func erase(_ object: String, _ id: String) {
        records[object]?[id] = nil
    }

    func rows(of soql: String, includingDeleted: Bool) throws -> [[String: String]] {
        let query = try ScriptedQuery(soql)
        let rows = (records[query.object] ?? [:]).values.filter { row in
            (includingDeleted || row["IsDeleted"] != "true") && query.accepts(row)
        }
        // Without an order, Salesforce promises none: here, backwards by id.
        return query.order.isEmpty
            ? rows.sorted { ($0["Id"] ?? "") > ($1["Id"] ?? "") }
            : rows.sorted { left, right in
                query.order.map { left[$0] ?? "" }.lexicographicallyPrecedes(query.order.map { right[$0] ?? "" })
            }
    }
}

/// Pages of an answer, in two parts each.
private struct ScriptedPages: SalesforcePages {
    let salesforce: ScriptedSalesforce
    let fields: [String]
    var offset: Int
    let rows: @Sendable (ScriptedSalesforce.State) throws -> [[String: String]]
    var all: [[String: String]]?
    var pending: SalesforcePart?
    var isAtEnd = false

    init(
        salesforce: ScriptedSalesforce, fields: [String], offset: Int,
        rows: @escaping @Sendable (ScriptedSalesforce.State) throws -> [[String: String]]
    ) {
        self.salesforce = salesforce
        self.fields = fields
        self.offset = offset
        self.rows = rows
    }

    mutating func next() async throws -> SalesforcePart? {
        if let part = pending {
            pending = nil
            return part
        }
        guard !isAtEnd else { return nil }
        let (page, all, isTruncated, pageRows) = try salesforce.with { state in
            state.servedPages += 1
            if state.deadPages.contains(state.servedPages) { throw ScriptedSalesforce.Killed() }
            let all = try self.all ?? rows(state)
            return (
                all.dropFirst(offset).prefix(state.pageRows), all, state.truncatedPages.contains(state.servedPages),
                state.pageRows
            )
        }
        self.all = all
        offset += pageRows
        isAtEnd = offset >= all.count
        let end = SalesforcePart.PageEnd(locator: isAtEnd ? nil : String(offset), recordCount: page.count)
        let delivered = isTruncated ? page.dropLast() : page
        let half = delivered.count / 2
        pending = SalesforcePart(rows: batch(delivered.dropFirst(half)), endOfPage: end)
        return SalesforcePart(rows: batch(delivered.prefix(half)))
    }

    private func batch(_ rows: ArraySlice<[String: String]>) -> TextBatch {
        TextBatch(rows.map { row in fields.map { row[$0] ?? "" } }, columnCount: fields.count)
    }
}
