/// All tables of an organisation at one moment: a value, so that a reader keeps what it began with while others write.
struct OrgData: Sendable {
    var tables: [ObjectTable]
    private let places: [String: Int]
    private let prefixes: [String: Int]
    /// For each table and field the one table it refers to; -1 for none or several.
    private let targets: [[Int]]

    init(tables: [ObjectTable]) {
        self.tables = tables
        var places: [String: Int] = [:]
        var prefixes: [String: Int] = [:]
        for (index, table) in tables.enumerated() {
            places[table.schema.name.lowercased()] = index
            // ka0 is both the article version and its type; the concrete type is the one that is written.
            if let prefix = table.schema.keyPrefix, table.schema.name != "KnowledgeArticleVersion" {
                prefixes[prefix] = index
            }
        }
        self.places = places
        self.prefixes = prefixes
        targets = tables.map { table in
            table.schema.fields.map { field in
                field.referenceTo.count == 1 ? places[field.referenceTo[0].lowercased()] ?? -1 : -1
            }
        }
    }

    func table(named name: String) -> Int? {
        places[name.lowercased()]
    }

    func table(forKeyPrefix prefix: String) -> Int? {
        prefixes[prefix]
    }

    func schema(_ table: Int) -> ObjectSchema {
        tables[table].schema
    }

    /// A field's value as a reader sees it: stored, or computed from other fields.
    func value(_ table: Int, _ row: Int, _ field: Int, now: Int64) -> FieldValue {
        let system = tables[table].system
        if system.hasFormulas, let formula = schema(table).fields[field].formula {
            return formula.value(in: Formula.Context(now: now) { value(table, row, path: $0[...], now: now) })
                .converted(to: schema(table).fields[field])
        }
        let stored = tables[table].value(row, field)
        if field == system.name, stored.isNull { return composedName(table, row) }
        return stored
    }

    /// Persons' names are made of their parts, unless the name itself was given.
    private func composedName(_ table: Int, _ row: Int) -> FieldValue {
        let system = tables[table].system
        guard let last = system.lastName, let first = system.firstName else { return .null }
        let parts = [first, last].compactMap { field -> String? in
            guard case .text(let text) = tables[table].value(row, field) else { return nil }
            return text
        }
        return parts.isEmpty ? .null : .text(parts.joined(separator: " "))
    }

    /// A field of the record, or of a parent of it, by names.
    private func value(_ table: Int, _ row: Int, path: ArraySlice<String>, now: Int64) -> FieldValue {
        guard let name = path.first else { return .null }
        if path.count == 1 {
            guard let field = tables[table].schema.index(of: name) else { return .null }
            return value(table, row, field, now: now)
        }
        guard let reference = tables[table].schema.reference(named: name), let parent = parent(table, row, reference)
        else {
            return .null
        }
        return value(parent.table, parent.row, path: path.dropFirst(), now: now)
    }

    /// The record that a reference field points to.
    func parent(_ table: Int, _ row: Int, _ reference: Int) -> (table: Int, row: Int)? {
        guard let id = tables[table].reference(row, reference) else { return nil }
        let only = targets[table][reference]
        guard let target = only >= 0 ? only : self.table(forKeyPrefix: id.keyPrefix),
            let row = tables[target].row(of: id), !tables[target].isDeleted(row)
        else { return nil }
        return (target, row)
    }
}

extension FieldValue {
    /// A formula's result as its field's type: rounded to the scale, texts from anything.
    func converted(to field: FieldSchema) -> FieldValue {
        switch (field.type, self) {
        case (.double, .number(let number)), (.currency, .number(let number)), (.percent, .number(let number)):
            var factor = 1.0
            for _ in 0..<min(field.scale, 18) { factor *= 10 }
            return .number((number * factor).rounded(.toNearestOrAwayFromZero) / factor)
        case (.date, .instant(let instant)): return .day(Int32(instant.flooredDays))
        case (_, .null): return .null
        case let (type, value) where type.isText: return .text(value.formulaText)
        default: return self
        }
    }
}
