import Synchronization

extension SalesforceOrg {
    /// Runs a query over the records as they are now.
    ///
    /// - Parameter isTooling: whether the Tooling API is asked, which tells more of the schema.
    package func query(
        _ soql: String, includingDeleted: Bool = false, isTooling: Bool = false
    ) throws(SalesforceFault) -> QueryCursor {
        let now = clock()
        let parsed = try SOQLParser.parse(soql, now: now)
        let data = try data(for: parsed, isTooling: isTooling)
        let planner = QueryPlanner(data: data, query: QueryText(text: soql), now: now)
        return QueryCursor(data: data, plan: try planner.plan(parsed, includingDeleted: includingDeleted))
    }

    /// The records that are stored, and those computed for what the query asks.
    private func data(for soql: SOQLQuery, isTooling: Bool) throws(SalesforceFault) -> OrgData {
        let data = snapshot()
        if DefinitionObject(named: soql.object.text, isTooling: isTooling) != nil {
            return OrgData(tables: data.tables + definitions(of: data))
        }
        if let place = data.table(named: soql.object.text), data.schema(place).name == RecordAccess.object {
            return OrgData(tables: try RecordAccess(data: data).tables(for: soql, place: place))
        }
        return data
    }

    /// The schema never changes, so its rows are made once.
    private func definitions(of data: OrgData) -> [ObjectTable] {
        definitions.withLock { kept in
            if kept.isEmpty {
                let made = try? DefinitionTables(
                    of: data.tables.map(\.schema), identity: identity, stamp: schemaStamp)
                kept = made?.all ?? []
            }
            return kept
        }
    }

    /// The records that have this value in an id or idLookup field; several are possible.
    ///
    /// The fault is the 404 `NOT_FOUND` of a bad external-id field.
    package func ids(of object: String, where field: String, is value: String) throws(SalesforceFault) -> [String] {
        let data = snapshot()
        guard let table = data.table(named: object) else { throw .notFound }
        let schema = data.schema(table)
        guard let index = schema.index(of: field), schema.fields[index].isIDLookup else {
            throw .badExternalID(field)
        }
        return state.withLock { state in
            state.rows(table, index, is: value).compactMap { state.data.tables[table].id($0)?.text }
        }
    }

    /// Whether the id (15 or 18) names a record that is there and not deleted.
    package func exists(_ object: String, id: String) -> Bool {
        let data = snapshot()
        guard let table = data.table(named: object), let row = SalesforceID(id).flatMap(data.tables[table].row(of:))
        else {
            return false
        }
        return !data.tables[table].isDeleted(row)
    }

    /// When a record was last changed, by the system too; nil where there is no such record.
    func changeTime(of id: String, in object: String) -> Int64? {
        let data = snapshot()
        guard let table = data.table(named: object), let row = SalesforceID(id).flatMap(data.tables[table].row(of:)),
            let stamp = data.tables[table].system.systemModstamp
        else { return nil }
        return data.tables[table].instant(row, stamp)
    }

    /// One record as a JSON object; all fields unless some are named, and its Id in any case.
    package func retrieve(
        _ object: String, id: String, fields: [String]? = nil, version: String
    ) throws(SalesforceFault) -> [UInt8] {
        let data = snapshot()
        guard let table = data.table(named: object) else { throw .notFound }
        guard let key = SalesforceID(id) else { throw .badExternalID(id) }
        guard let row = data.tables[table].row(of: key) else { throw .notFound }
        guard !data.tables[table].isDeleted(row) else {
            throw SalesforceFault("ENTITY_IS_DELETED", "entity is deleted", httpStatus: 404)
        }
        let names = fields.map(Self.withID) ?? data.schema(table).fields.map(\.name)
        let nodes = try Self.nodes(names, data, table)
        var output: [UInt8] = []
        RecordJSON(data: data, table: table, nodes: nodes, version: version, now: clock()).write(row, to: &output)
        return output
    }

    static func withID(_ names: [String]) -> [String] {
        names.contains { $0.lowercased() == "id" } ? names : names + ["Id"]
    }

    /// What to write of the records, if these are names of fields.
    static func nodes(
        _ names: [String], _ data: OrgData, _ table: Int
    ) throws(SalesforceFault) -> [QueryPlan.Node] {
        let soql = "SELECT \(names.joined(separator: ",")) FROM \(data.schema(table).name)"
        let resolver = PathResolver(data: data, query: QueryText(text: soql), table: table, alias: nil)
        var nodes: [QueryPlan.Node] = []
        for name in names {
            guard data.schema(table).index(of: name) != nil || name.contains(".") else {
                throw SalesforceFault(
                    "INVALID_FIELD", "No such column '\(name)' on sobject of type \(data.schema(table).name)",
                    fields: [name])
            }
            SelectionPlanner.insert(
                try resolver.path(SOQLQuery.Name(text: name, position: 0)), depth: 0, into: &nodes)
        }
        return nodes
    }

    package func recordCount(of object: String) -> Int {
        let data = snapshot()
        return data.table(named: object).map { data.tables[$0].liveCount } ?? 0
    }
}

extension SalesforceFault {
    static func badExternalID(_ what: String) -> SalesforceFault {
        SalesforceFault(
            "NOT_FOUND", "Provided external ID field does not exist or is not accessible: \(what)", httpStatus: 404)
    }
}
