/// What a user may do with records: answered only for a user and records that a query names.
struct RecordAccess {
    static let object = "UserRecordAccess"

    let data: OrgData

    /// All tables, of which the one of the access holds the answer to this query.
    func tables(for soql: SOQLQuery, place: Int) throws(SalesforceFault) -> [ObjectTable] {
        guard soql.selects("RecordId") else {
            throw SalesforceFault("INVALID_FIELD", "RecordId field must be selected")
        }
        let users = named("UserId", in: soql.condition)
        let records = named("RecordId", in: soql.condition)
        guard users.count == 1, !records.isEmpty else {
            throw SalesforceFault(
                "MALFORMED_QUERY", "UserRecordAccess needs a filter by a single UserId and by one RecordId or several")
        }
        var table = ObjectTable(schema: data.schema(place), base: BaseRows())
        for (number, record) in records.enumerated() {
            let values = values(of: record, for: users[0])
            _ = table.append(
                SalesforceID(prefix: "0UR", number: UInt64(number)),
                values.compactMap { name, value in table.schema.index(of: name).map { ($0, value) } })
        }
        var tables = data.tables
        tables[place] = table
        return tables
    }

    /// The one user there is may do everything with every record that is there.
    private func values(of record: SalesforceID, for user: SalesforceID) -> [String: FieldValue] {
        let mayAll = isThere(record) && isThere(user)
        var values: [String: FieldValue] = [
            "UserId": .text(user.text), "RecordId": .text(record.text),
            "MaxAccessLevel": .text(mayAll ? "All" : "None"),
        ]
        for right in ["Read", "Edit", "Delete", "Transfer", "All"] { values["Has\(right)Access"] = .flag(mayAll) }
        return values
    }

    private func isThere(_ id: SalesforceID) -> Bool {
        guard let table = data.table(forKeyPrefix: id.keyPrefix), let row = data.tables[table].row(of: id) else {
            return false
        }
        return !data.tables[table].isDeleted(row)
    }

    /// The ids that a condition asks a field to be one of.
    private func named(_ field: String, in condition: SOQLQuery.Condition?) -> [SalesforceID] {
        switch condition {
        case .all(let parts): parts.flatMap { named(field, in: $0) }
        case .compare(let operand, .equal, let literal) where operand.names(field): [literal].compactMap(\.id)
        case .isAmong(let operand, let literals, negated: false) where operand.names(field): literals.compactMap(\.id)
        default: []
        }
    }
}

extension SOQLQuery {
    fileprivate func selects(_ name: String) -> Bool {
        items.contains { item in
            if case .value(let operand, _) = item { operand.names(name) } else { false }
        }
    }
}

extension SOQLQuery.Operand {
    fileprivate func names(_ name: String) -> Bool { field?.text.equalsIgnoringCase(name) ?? false }
}

extension SOQLQuery.Literal {
    fileprivate var id: SalesforceID? {
        guard case .text(let text) = value else { return nil }
        return SalesforceID(text)
    }
}
