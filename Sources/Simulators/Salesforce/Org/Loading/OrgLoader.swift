/// Builds an organisation from its folder: every `<Object>.csv`, read as `<Object>.fields.csv` and the describes say.
struct OrgLoader {
    private let sources: OrgSources
    private let identity: OrgIdentity
    private let now: Int64
    private var schemas: [String: ObjectSchema]
    private var contents: [String: (file: String, csv: CSVContent)] = [:]

    init(_ sources: OrgSources, identity: OrgIdentity, now: Int64) throws(OrgDataError) {
        self.sources = sources
        self.identity = identity
        self.now = now
        schemas = try SchemaCatalogue.standard.get().objects
    }

    consuming func load() throws(OrgDataError) -> OrgState {
        try readFiles()
        try addCustomObjects()
        try addFields()
        addChildRelationships()
        var tables: [ObjectTable] = []
        for name in schemas.keys.sorted() {
            guard let schema = schemas[name] else { continue }
            tables.append(ObjectTable(schema: schema, base: try rows(of: schema)))
        }
        var state = OrgState(data: OrgData(tables: tables))
        OwnRows(identity: identity, now: now).add(to: &state)
        return state
    }

    // MARK: Files

    private mutating func readFiles() throws(OrgDataError) {
        if let folder = sources.dataFolder {
            for file in try FileBytes.names(inFolder: folder)
            where file.hasSuffix(".csv") && !file.hasSuffix(".fields.csv") {
                try readFile("\(folder)/\(file)", object: canonical(String(file.dropLast(4))))
            }
        }
        if let path = sources.accountsCSV { try readFile(path, object: "Account") }
        if let path = sources.contactsCSV { try readFile(path, object: "Contact") }
    }

    private mutating func readFile(_ path: String, object: String) throws(OrgDataError) {
        contents[object] = (path, try CSVContent(try FileBytes.read(path), name: path))
    }

    private func canonical(_ name: String) -> String {
        schemas[name] != nil ? name : schemas.keys.first { $0.lowercased() == name.lowercased() } ?? name
    }

    // MARK: Schema

    /// Every file whose object no describe knows is a custom object.
    private mutating func addCustomObjects() throws(OrgDataError) {
        var number: UInt64 = 0
        for object in contents.keys.sorted() where schemas[object] == nil {
            let prefix = keyPrefixInFile(of: object) ?? Self.customPrefix(number)
            number += 1
            let definition = ObjectDefinition(custom: object, keyPrefix: prefix)
            schemas[object] = try definition.schema(json: definition.json)
        }
    }

    private func keyPrefixInFile(of object: String) -> String? {
        guard let csv = contents[object]?.csv, csv.rowCount > 0,
            let cell = csv.header.firstIndex(where: { $0.lowercased() == "id" }),
            let id = csv.withCell(row: 0, column: cell, { SalesforceID($0) })
        else { return nil }
        return id.keyPrefix
    }

    /// a00, a01, … a0Z.
    private static func customPrefix(_ number: UInt64) -> String {
        let digits = SalesforceID.digits
        return String(
            decoding: [UInt8(ascii: "a"), digits[Int(number / 62 % 62)], digits[Int(number % 62)]], as: UTF8.self)
    }

    private mutating func addFields() throws(OrgDataError) {
        var objectsByPrefix: [String: String] = [:]
        for schema in schemas.values { if let prefix = schema.keyPrefix { objectsByPrefix[prefix] = schema.name } }
        for object in contents.keys.sorted() {
            guard let (path, csv) = contents[object], var schema = schemas[object] else { continue }
            let declared = try declaredFields(of: object, besides: path)
            let inference = ColumnInference(csv: csv, objectsByPrefix: objectsByPrefix)
            for (cell, name) in csv.header.enumerated() where !name.contains(".") {
                if declared.contains(where: { $0.name.lowercased() == name.lowercased() }) { continue }
                if let known = schema[name], !(known.isCustom && name.hasPrefix("PX_")) { continue }
                if let definition = inference.definition(name, cell) {
                    schema.put(try definition.schema())
                } else if schema[name] == nil {
                    schema.put(try ColumnInference.emptyColumn(name).schema())
                }
            }
            for definition in declared { schema.put(try definition.schema()) }
            schemas[object] = schema
        }
    }

    private func declaredFields(of object: String, besides path: String) throws(OrgDataError) -> [FieldDefinition] {
        let candidates = [
            path.replacingSuffix(".csv") + ".fields.csv", (sources.dataFolder ?? ".") + "/\(object).fields.csv",
        ]
        guard let file = candidates.first(where: FileBytes.exists) else { return [] }
        return try FieldsFile(try CSVContent(try FileBytes.read(file), name: file), file: file).definitions
    }

    /// Parents list exactly the children there are: recorded relationships of absent objects go, new lookups come.
    private mutating func addChildRelationships() {
        let known = schemas
        for name in known.keys {
            schemas[name]?.childRelationships.removeAll { known[$0.child]?.index(of: $0.field) == nil }
        }
        for child in known.values.sorted(by: { $0.name < $1.name }) {
            for field in child.fields where field.type == .reference {
                for parent in field.referenceTo {
                    let relationships = schemas[parent]?.childRelationships ?? []
                    guard !relationships.contains(where: { $0.child == child.name && $0.field == field.name }) else {
                        continue
                    }
                    let name = field.isCustom ? Self.childName(child, taken: relationships.compactMap(\.name)) : nil
                    schemas[parent]?.childRelationships.append(
                        ChildRelationship(
                            name: name, child: child.name, field: field.name,
                            cascadesDelete: field.json["cascadeDelete"]?.flag ?? false))
                }
            }
        }
    }

    /// `Site__c` hangs on its parents as `Sites__r`.
    private static func childName(_ child: ObjectSchema, taken: [String]) -> String {
        let stem = (child.json["labelPlural"]?.text ?? child.name).split(separator: " ").joined(separator: "_")
        var name = stem + "__r"
        var number = 1
        while taken.contains(name) {
            name = "\(stem)\(number)__r"
            number += 1
        }
        return name
    }

    // MARK: Rows

    private func rows(of schema: ObjectSchema) throws(OrgDataError) -> BaseRows {
        guard let (path, csv) = contents[schema.name] ?? alias(of: schema.name) else { return BaseRows() }
        let reader = ColumnReader(csv: csv, file: path)
        var columns = [BaseColumn](repeating: .empty, count: schema.fields.count)
        var hasColumn = [Bool](repeating: false, count: schema.fields.count)
        for (cell, name) in csv.header.enumerated() {
            guard let field = schema.index(of: name) else { continue }
            columns[field] = try reader.column(cell, schema.fields[field])
            hasColumn[field] = true
        }
        let idColumn = schema.index(of: "Id") ?? 0
        if !hasColumn[idColumn] { columns[idColumn] = .numberedIDs(prefix: schema.keyPrefix ?? "a00") }
        for (index, field) in schema.fields.enumerated() where !hasColumn[index] {
            columns[index] = absentColumn(field, schema, columns, hasColumn)
        }
        return try BaseRows(csv: csv, columns: columns, idColumn: idColumn, file: path)
    }

    /// KnowledgeArticleVersion shows the fields that all article types have, from the same rows.
    private func alias(of object: String) -> (file: String, csv: CSVContent)? {
        switch object {
        case "KnowledgeArticleVersion": contents["Knowledge__kav"]
        case "Knowledge__kav": contents["KnowledgeArticleVersion"]
        default: nil
        }
    }

    private func absentColumn(
        _ field: FieldSchema, _ schema: ObjectSchema, _ columns: [BaseColumn], _ hasColumn: [Bool]
    ) -> BaseColumn {
        let dates: [String] =
            switch field.name {
            case "SystemModstamp": ["LastModifiedDate", "CreatedDate"]
            case "LastModifiedDate": ["SystemModstamp", "CreatedDate"]
            case "CreatedDate": ["LastModifiedDate", "SystemModstamp"]
            default: []
            }
        if !dates.isEmpty {
            let known = dates.compactMap(schema.index(of:)).first { hasColumn[$0] }
            return known.map { columns[$0] } ?? .constant(.instant(now))
        }
        switch field.name {
        case "CreatedById", "LastModifiedById", "OwnerId": return .constant(.text(identity.userId))
        default: return field.type == .boolean ? .constant(.flag(false)) : .empty
        }
    }
}
