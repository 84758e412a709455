/// Checks one record against its object's rules and gives the values to save.
struct RecordValidation {
    let table: Int
    let isCreate: Bool

    /// - Parameter row: the row to be changed; nil for a new record.
    func values(of record: RecordInput, row: Int?, _ state: inout OrgState) throws(WriteRefusal) -> [(Int, FieldValue)]
    {
        let schema = state.data.schema(table)
        var values: [(Int, FieldValue)] = []
        var faults: [SalesforceFault] = []
        var readOnly: [String] = []
        var refused: Set<Int> = []
        for input in record.fields where input.name.lowercased() != "id" {
            if let field = schema[input.name], !(isCreate ? field.isCreateable : field.isUpdateable) {
                readOnly.append(field.name)
                continue
            }
            do throws(SalesforceFault) {
                let (field, value) = try self.value(of: input, schema, &state)
                values.removeAll { $0.0 == field }
                values.append((field, value))
            } catch {
                // A name that means nothing ends the reading: nothing else of the record is looked at.
                guard error.errorCode != "INVALID_FIELD" else { throw WriteRefusal(error) }
                faults.append(error)
                if let field = schema.index(of: input.name) { refused.insert(field) }
            }
        }
        guard readOnly.isEmpty else {
            let names = readOnly.joined(separator: ", ")
            throw WriteRefusal(
                SalesforceFault(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: \(names). Please check the security settings of this field and verify"
                        + " that it is read/write for your profile or permission set.", fields: readOnly))
        }
        let required = state.data.tables[table].system.required.filter { !refused.contains($0) }
        if let fault = missing(values, schema, required) { faults.append(fault) }
        if faults.isEmpty { faults = duplicates(values, row: row, schema, &state) }
        guard faults.isEmpty else { throw WriteRefusal(faults) }
        return values
    }

    private func value(
        of input: RecordInput.Field, _ schema: ObjectSchema, _ state: inout OrgState
    ) throws(SalesforceFault) -> (Int, FieldValue) {
        if let place = input.name.firstIndex(of: ".") {
            let parts = input.name[..<place].split(separator: ":")
            guard !parts.isEmpty else { throw noSuchColumn(input.name, schema) }
            guard case .text(let text) = input.value else {
                guard input.value == .null, let field = schema.reference(named: String(parts[0])) else {
                    throw noSuchColumn(input.name, schema)
                }
                return (field, .null)
            }
            return try parent(
                String(parts[0]), type: parts.count > 1 ? String(parts[1]) : nil,
                key: String(input.name[input.name.index(after: place)...]), text, schema, &state)
        }
        if case .parent(let type, let key, let text) = input.value {
            return try parent(input.name, type: type, key: key, text, schema, &state)
        }
        guard let field = schema.index(of: input.name) else { throw noSuchColumn(input.name, schema) }
        let value = try FieldConversion(field: schema.fields[field]).value(input.value)
        if schema.fields[field].type == .reference, case .text(let text) = value {
            try checkReference(text, schema.fields[field], state)
        }
        return (field, value)
    }

    private func noSuchColumn(_ name: String, _ schema: ObjectSchema) -> SalesforceFault {
        SalesforceFault("INVALID_FIELD", "No such column '\(name)' on sobject of type \(schema.name)")
    }

    /// A parent named by one of its external ids.
    private func parent(
        _ relationship: String, type: String?, key: String, _ text: String, _ schema: ObjectSchema,
        _ state: inout OrgState
    ) throws(SalesforceFault) -> (Int, FieldValue) {
        guard let field = schema.reference(named: relationship) else { throw noSuchColumn(relationship, schema) }
        let targets = schema.fields[field].referenceTo
        guard let target = (type ?? (targets.count == 1 ? targets[0] : nil)).flatMap(state.data.table(named:)) else {
            throw SalesforceFault(
                "INVALID_FIELD",
                "The polymorphic relationship \(relationship) needs a type: one of \(targets.joined(separator: ", "))",
                fields: [schema.fields[field].name])
        }
        guard let place = state.data.schema(target).index(of: key), state.data.schema(target).fields[place].isIDLookup
        else {
            throw SalesforceFault(
                "INVALID_FIELD",
                "Field name provided, \(key) is not an External ID or indexed field for \(state.data.schema(target).name)"
            )
        }
        let rows = state.rows(target, place, is: text)
        guard let row = rows.first, let id = state.data.tables[target].id(row) else {
            throw SalesforceFault(
                "INVALID_FIELD",
                "Foreign key external ID: \(text) not found for field \(state.data.schema(target).fields[place].name) in entity"
                    + " \(state.data.schema(target).name)")
        }
        guard rows.count == 1 else {
            throw SalesforceFault("INVALID_FIELD", "More than 1 record found for external id \(key): \(text)")
        }
        return (field, .text(id.text))
    }

    private func checkReference(_ text: String, _ field: FieldSchema, _ state: OrgState) throws(SalesforceFault) {
        guard let id = SalesforceID(text) else { return }
        let targets = field.referenceTo.compactMap(state.data.table(named:))
        // An object that is not there takes any id of its own prefix.
        guard let target = targets.first(where: { state.data.schema($0).keyPrefix == id.keyPrefix }) else {
            guard targets.isEmpty else {
                throw SalesforceFault(
                    "MALFORMED_ID", "\(field.label): id value of incorrect type: \(text)", fields: [field.name])
            }
            return
        }
        guard let row = state.data.tables[target].row(of: id) else {
            throw SalesforceFault(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields: [field.name])
        }
        if state.data.tables[target].isDeleted(row) {
            throw SalesforceFault("ENTITY_IS_DELETED", "entity is deleted", fields: [field.name])
        }
    }

    private func missing(
        _ values: [(Int, FieldValue)], _ schema: ObjectSchema, _ required: [Int]
    ) -> SalesforceFault? {
        var names: [String] = []
        for index in required {
            let value = values.first { $0.0 == index }?.1
            if value?.isNull ?? isCreate { names.append(schema.fields[index].name) }
        }
        guard !names.isEmpty else { return nil }
        return SalesforceFault(
            "REQUIRED_FIELD_MISSING", "Required fields are missing: [\(names.joined(separator: ", "))]", fields: names)
    }

    private func duplicates(
        _ values: [(Int, FieldValue)], row: Int?, _ schema: ObjectSchema, _ state: inout OrgState
    ) -> [SalesforceFault] {
        var faults: [SalesforceFault] = []
        for (index, value) in values where schema.fields[index].isUnique && !value.isNull {
            let others = state.rows(table, index, is: value.formulaText).filter { $0 != row }
            guard let other = others.first, let id = state.data.tables[table].id(other) else { continue }
            let name = schema.fields[index].name
            faults.append(
                SalesforceFault(
                    "DUPLICATE_VALUE", "duplicate value found: \(name) duplicates value on record with id: \(id.text)",
                    fields: [name]))
        }
        return faults
    }
}
