import Synchronization

extension SalesforceOrg {
    /// Loads the files, in a few seconds a million rows.
    package static func load(
        _ sources: OrgSources, identity: OrgIdentity = OrgIdentity(), clock: @escaping Clock
    ) throws(OrgDataError) -> SalesforceOrg {
        SalesforceOrg(identity: identity, clock: clock, state: OrgState())
    }

    // MARK: Schema

    /// Canonical names, sorted.
    package var objectNames: [String] { [] }
    /// The canonical spelling; names are case-insensitive.
    package func objectName(_ name: String) -> String? { nil }
    package func objectName(forKeyPrefix prefix: String) -> String? { nil }
    package func keyPrefix(of object: String) -> String? { nil }
    /// Field's canonical spelling.
    package func fieldName(_ name: String, of object: String) -> String? { nil }
    package func isIdLookup(_ field: String, of object: String) -> Bool { false }
    package func isBulkable(_ object: String) -> Bool { true }
    package func isWritable(_ object: String) -> Bool { true }
    /// When the schema was last changed: for Last-Modified, If-Modified-Since and ETag of describes.
    package var schemaStamp: Int64 { 0 }
    package func globalDescribe(version: String) -> [UInt8] { [] }
    package func describe(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] { [] }
    /// `{objectDescribe, recentItems}`.
    package func basicDescribe(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] { [] }

    // MARK: Reading

    package func query(_ soql: String, includingDeleted: Bool = false) throws(SalesforceFault) -> QueryCursor {
        throw SalesforceFault("MALFORMED_QUERY", "not yet")
    }

    /// The records that have this value in an id or idLookup field; several are possible.
    ///
    /// The fault is the 404 `NOT_FOUND` of a bad external-id field.
    package func ids(of object: String, where field: String, is value: String) throws(SalesforceFault) -> [String] { [] }

    /// One record as a JSON object; all fields unless some are named.
    package func retrieve(
        _ object: String, id: String, fields: [String]? = nil, version: String
    ) throws(SalesforceFault) -> [UInt8] { [] }

    /// Whether the id (15 or 18) names a record that is there and not deleted.
    package func exists(_ object: String, id: String) -> Bool { false }

    package func updatedRecords(
        of object: String, from start: Int64, to end: Int64
    ) throws(SalesforceFault) -> UpdatedRecords { UpdatedRecords(ids: [], latestDateCovered: end) }

    package func deletedRecords(
        of object: String, from start: Int64, to end: Int64
    ) throws(SalesforceFault) -> DeletedRecords {
        DeletedRecords(records: [], earliestDateAvailable: start, latestDateCovered: end)
    }

    package func recordCount(of object: String) -> Int { 0 }

    // MARK: Writing

    package func insert(_ records: [RecordInput], into object: String, allOrNone: Bool = false) -> [RowOutcome] { [] }
    /// Each record carries its id.
    package func update(_ records: [RecordInput], of object: String, allOrNone: Bool = false) -> [RowOutcome] { [] }
    /// Each record carries its key as the field named, or as id when the field is Id.
    package func upsert(
        _ records: [RecordInput], of object: String, by field: String, allOrNone: Bool = false
    ) -> [RowOutcome] { [] }
    /// Takes ids of any object; the object of each comes from its key prefix unless one is given.
    package func delete(
        _ ids: [String], of object: String? = nil, permanently: Bool = false, allOrNone: Bool = false
    ) -> [RowOutcome] { [] }
    package func undelete(_ ids: [String], allOrNone: Bool = false) -> [RowOutcome] { [] }

    /// What `rollback` goes back to; writes of others in between are undone with it.
    package func savepoint() -> OrgSavepoint { OrgSavepoint(state: OrgState()) }
    package func rollback(to savepoint: OrgSavepoint) {}

    package var writeLog: [WriteEntry] { state.withLock { $0.writeLog } }
    package var writeCount: Int { state.withLock { $0.writeLog.count } }

    // MARK: Search and Knowledge

    /// The records, separated by commas: the inside of `searchRecords`.
    package func search(sosl: String, version: String) throws(SalesforceFault) -> [UInt8] { [] }
    package func search(_ search: ParameterizedSearch, version: String) throws(SalesforceFault) -> [UInt8] { [] }

    /// The whole answer of the articles list, with `currentPageUrl` and `nextPageUrl`.
    package func articles(
        _ request: ArticleListRequest, version: String
    ) throws(SalesforceFault) -> JSONValue { .null }
    /// The details of an article, by its kA0 id or its URL name.
    package func article(_ key: String, language: String?, version: String) throws(SalesforceFault) -> JSONValue { .null }
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

/// A state of the organisation to go back to.
package struct OrgSavepoint: Sendable {
    let state: OrgState
}

/// A parameterised search, as its URI or its body says it.
package struct ParameterizedSearch: Sendable {
    package struct Target: Sendable {
        package let name: String
        package let fields: [String]
        package let condition: String?
        package let limit: Int?

        package init(name: String, fields: [String], condition: String?, limit: Int?) {
            self.name = name
            self.fields = fields
            self.condition = condition
            self.limit = limit
        }
    }

    package let text: String
    package let group: String?
    package let targets: [Target]
    package let defaultLimit: Int?
    package let overallLimit: Int?

    package init(text: String, group: String?, targets: [Target], defaultLimit: Int?, overallLimit: Int?) {
        self.text = text
        self.group = group
        self.targets = targets
        self.defaultLimit = defaultLimit
        self.overallLimit = overallLimit
    }
}

/// The parameters of an articles list.
package struct ArticleListRequest: Sendable {
    /// The `Accept-Language` header.
    package var language: String?
    package var query: String?
    package var channel: String?
    /// A JSON map from group to category.
    package var categories: String?
    package var queryMethod: String?
    package var sort: String?
    package var order: String?
    package var pageSize: Int?
    package var pageNumber: Int?

    package init() {}
}
