/// One call's writes: all saved with one stamp, each record on its own, or all or none.
struct WriteBatch {
    let table: Int
    let identity: OrgIdentity
    let stamp: Int64
    private var seen: Set<String> = []

    init(table: Int, identity: OrgIdentity, stamp: Int64) {
        self.table = table
        self.identity = identity
        self.stamp = stamp
    }

    // MARK: Operations

    mutating func insert(_ record: RecordInput, _ state: inout OrgState) -> RowOutcome {
        guard state.data.schema(table).isCreateable else { return refusal("cannot be inserted", state, id: nil) }
        return save(id: nil) { () throws(WriteRefusal) in
            guard (record.id ?? "").isEmpty else {
                throw WriteRefusal(
                    SalesforceFault(
                        "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", fields: ["Id"]))
            }
            return try create(record, &state)
        }
    }

    mutating func update(_ record: RecordInput, _ state: inout OrgState) -> RowOutcome {
        let given = record.id ?? record.text(of: "Id")
        guard state.data.schema(table).isUpdateable else { return refusal("cannot be updated", state, id: given) }
        var isID = false
        var outcome = save(id: given) { () throws(WriteRefusal) in
            let row = try existingRow(given, &state)
            isID = true
            try change(row, record, &state)
            return RowOutcome(id: state.data.tables[table].id(row)?.text)
        }
        // What is no id of this object is not repeated.
        if !isID, outcome.errors.first?.errorCode == "MALFORMED_ID" { outcome.id = nil }
        return outcome
    }

    mutating func upsert(_ record: RecordInput, by field: Int, _ state: inout OrgState) -> RowOutcome {
        let name = state.data.schema(table).fields[field].name
        let isID = field == state.data.tables[table].system.id
        let key = isID ? record.id ?? record.text(of: name) : record.text(of: name)
        var isNew = false
        var outcome = save(id: nil) { () throws(WriteRefusal) in
            guard let key, !key.isEmpty else {
                isNew = isID
                if isID { return try create(record, &state) }
                throw WriteRefusal(SalesforceFault("MISSING_ARGUMENT", "\(name) not specified", fields: [name]))
            }
            guard seen.insert(TextFolding.folded(key)).inserted else {
                throw WriteRefusal(
                    SalesforceFault("DUPLICATE_VALUE", "Duplicate external id specified: \(key)", fields: [name]))
            }
            if isID {
                let row = try existingRow(key, &state)
                try change(row, record, &state)
                return RowOutcome(id: state.data.tables[table].id(row)?.text)
            }
            let rows = state.rows(table, field, is: key)
            guard rows.count < 2 else {
                let ids = rows.compactMap { state.data.tables[table].id($0)?.text }
                throw WriteRefusal(
                    SalesforceFault(
                        "DUPLICATE_EXTERNAL_ID",
                        "\(name): more than one record found for external id field: [\(ids.joined(separator: ", "))]",
                        fields: [name]))
            }
            isNew = rows.isEmpty
            guard let row = rows.first else { return try create(record, &state) }
            try change(row, record, &state)
            return RowOutcome(id: state.data.tables[table].id(row)?.text)
        }
        outcome.isCreated = isNew
        return outcome
    }

    /// Runs one save; a refusal becomes the outcome's errors, with the id that was given.
    private func save(id: String?, _ body: () throws(WriteRefusal) -> RowOutcome) -> RowOutcome {
        do throws(WriteRefusal) {
            return try body()
        } catch {
            return RowOutcome(id: id.map { SalesforceID($0)?.text ?? $0 }, errors: error.faults)
        }
    }

    private func refusal(_ what: String, _ state: OrgState, id: String?) -> RowOutcome {
        let name = state.data.schema(table).name
        return RowOutcome(
            id: id, errors: [SalesforceFault("INVALID_TYPE_FOR_OPERATION", "entity type \(name) \(what)")])
    }

    // MARK: Steps

    private mutating func existingRow(_ given: String?, _ state: inout OrgState) throws(WriteRefusal) -> Int {
        guard let given, !given.isEmpty else {
            throw WriteRefusal(
                SalesforceFault("MISSING_ARGUMENT", "Id not specified in an update call", fields: ["Id"]))
        }
        let schema = state.data.schema(table)
        guard let id = SalesforceID(given), schema.keyPrefix == nil || id.keyPrefix == schema.keyPrefix else {
            throw WriteRefusal(
                SalesforceFault(
                    "MALFORMED_ID", "\(schema.label) ID: id value of incorrect type: \(given)", fields: ["Id"]))
        }
        guard let row = state.data.tables[table].row(of: id) else {
            throw WriteRefusal(
                SalesforceFault(
                    "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields: [], httpStatus: 404))
        }
        guard !state.data.tables[table].isDeleted(row) else {
            throw WriteRefusal(SalesforceFault("ENTITY_IS_DELETED", "entity is deleted", fields: [], httpStatus: 404))
        }
        guard seen.insert(id.text).inserted || given.isEmpty else {
            throw WriteRefusal(SalesforceFault("DUPLICATE_VALUE", "Duplicate id specified: \(id.text)", fields: ["Id"]))
        }
        return row
    }

    private func create(_ record: RecordInput, _ state: inout OrgState) throws(WriteRefusal) -> RowOutcome {
        var values = try RecordValidation(table: table, isCreate: true).values(of: record, row: nil, &state)
        let schema = state.data.schema(table)
        let id = state.newID(prefix: schema.keyPrefix ?? "a00", table: table)
        let system = state.data.tables[table].system
        for index in system.filled where !values.contains(where: { $0.0 == index }) {
            values.append((index, .text(schema.fields[index].defaultPicklistValue ?? state.autoNumber)))
        }
        // A custom object's record that is given no name is called by its id.
        if let name = system.name, schema.isCustom, schema.fields[name].isCreateable,
            values.first(where: { $0.0 == name })?.1.isNull ?? true
        {
            values.removeAll { $0.0 == name }
            values.append((name, .text(id.text)))
        }
        if ContentFiles.objects.contains(schema.name) {
            values = try ContentFiles(identity: identity, stamp: stamp).completed(values, of: id, in: table, &state)
        }
        let sent = values
        if let owner = system.owner, !values.contains(where: { $0.0 == owner }) {
            values.append((owner, .text(identity.userId)))
        }
        state.create(id, in: table, values + audit(system, isCreate: true))
        log(.insert, id, sent, &state)
        return RowOutcome(id: id.text, isCreated: true)
    }

    private func change(_ row: Int, _ record: RecordInput, _ state: inout OrgState) throws(WriteRefusal) {
        let values = try RecordValidation(table: table, isCreate: false).values(of: record, row: row, &state)
        state.change(row, of: table, values + audit(state.data.tables[table].system, isCreate: false))
        if let id = state.data.tables[table].id(row) { log(.update, id, values, &state) }
    }

    private func audit(_ system: SystemFields, isCreate: Bool) -> [(Int, FieldValue)] {
        AuditFields(system: system, userID: identity.userId).values(at: stamp, isCreate: isCreate)
    }

    private func log(
        _ operation: WriteEntry.Operation, _ id: SalesforceID, _ values: [(Int, FieldValue)], _ state: inout OrgState
    ) {
        state.writeLog.append(LoggedWrite(time: stamp, operation: operation, table: table, id: id, values: values))
    }
}

/// Why a record was not saved: all of its faults.
struct WriteRefusal: Error {
    let faults: [SalesforceFault]

    init(_ fault: SalesforceFault) { faults = [fault] }
    init(_ faults: [SalesforceFault]) { self.faults = faults }
}

/// The fields that every save sets by itself.
struct AuditFields {
    let system: SystemFields
    let userID: String

    func values(at stamp: Int64, isCreate: Bool) -> [(Int, FieldValue)] {
        var values: [(Int?, FieldValue)] = [
            (system.lastModifiedDate, .instant(stamp)), (system.lastModifiedBy, .text(userID)),
            (system.systemModstamp, .instant(stamp)),
        ]
        if isCreate {
            values += [
                (system.createdDate, .instant(stamp)), (system.createdBy, .text(userID)),
                (system.isDeleted, .flag(false)),
            ]
        }
        return values.compactMap { field, value in field.map { ($0, value) } }
    }
}

extension FieldInput {
    /// A stored value as a client would send it.
    init(_ value: FieldValue) {
        switch value {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .number: self = .number(value.formulaText)
        default: self = .text(value.formulaText)
        }
    }
}

extension RecordInput {
    /// The text sent for a field, whatever its case.
    func text(of name: String) -> String? {
        switch fields.first(where: { $0.name.lowercased() == name.lowercased() })?.value {
        case .text(let text), .number(let text): text
        default: nil
        }
    }
}
