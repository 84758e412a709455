extension SalesforceOrg {
    /// Where a relationship leads to from a record.
    enum Related: Sendable {
        case parent(object: String, id: String)
        case children(QueryCursor)
    }

    /// Follows a relationship that is named as in SOQL; a record that is not there, on either side, is 404.
    ///
    /// - Parameter fields: what is wanted of children; all unless some are named, and their Id in any case.
    func related(
        _ object: String, id: String, by relationship: String, fields: [String]?
    ) throws(SalesforceFault) -> Related {
        let data = snapshot()
        guard let table = data.table(named: object), let key = SalesforceID(id),
            let row = data.tables[table].row(of: key), !data.tables[table].isDeleted(row)
        else { throw .notFound }
        if let reference = data.schema(table).reference(named: relationship) {
            guard let parent = data.parent(table, row, reference), let id = data.tables[parent.table].id(parent.row)
            else { throw .notFound }
            return .parent(object: data.schema(parent.table).name, id: id.text)
        }
        let known = data.schema(table).childRelationships
        guard let found = known.first(where: { $0.name?.equalsIgnoringCase(relationship) ?? false }),
            let children = data.table(named: found.child)
        else { throw .notFound }
        let names = fields.map(Self.withID) ?? data.schema(children).fields.map(\.name)
        // Names that are none must not become part of the query.
        _ = try Self.nodes(names, data, children)
        return .children(
            try query("SELECT \(names.joined(separator: ",")) FROM \(found.child) WHERE \(found.field) = '\(id)'"))
    }
}
