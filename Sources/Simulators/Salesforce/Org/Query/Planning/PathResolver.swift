/// Looks up the names of a query in the schema.
struct PathResolver {
    let data: OrgData
    let query: QueryText
    let table: Int
    let alias: String?

    /// What can be asked of a parent that may be of several objects, as if all were of one object `Name`.
    private static let namesFields: Set<String> = [
        "alias", "email", "firstname", "id", "isactive", "lastname", "lastreferenceddate", "lastvieweddate",
        "middlename", "name", "nameoralias", "phone", "profileid", "recordtypeid", "suffix", "title", "type",
        "userroleid", "username",
    ]
    private static let namesRelationships: Set<String> = ["profile", "recordtype", "userrole"]

    /// Up to five relationships and a field.
    func path(_ name: SOQLQuery.Name, function: String? = nil) throws(SalesforceFault) -> FieldPath {
        var parts = name.parts
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            throw query.malformed("unexpected token: '.'", at: name.position)
        }
        if parts.count > 1, isOwnName(parts[0]) { parts.removeFirst() }
        guard parts.count <= 6 else {
            throw query.fault(
                "INVALID_FIELD", "Relationship \(name.text) is too deep: only 5 levels are allowed", at: name.position)
        }
        var tables = [table]
        var hops: [[Int: Int]] = []
        var names: [String] = []
        for part in parts.dropLast() {
            let step = try hop(part, from: tables, name)
            hops.append(step.references)
            names.append(step.name)
            tables = step.targets
        }
        return try leaf(parts[parts.count - 1], in: tables, hops: hops, names: names, name, function)
    }

    private func isOwnName(_ part: String) -> Bool {
        let lowered = part.lowercased()
        if lowered == alias?.lowercased() { return true }
        return lowered == data.schema(table).name.lowercased() && data.schema(table).reference(named: part) == nil
    }

    private func hop(
        _ relationship: String, from tables: [Int], _ name: SOQLQuery.Name
    ) throws(SalesforceFault) -> (references: [Int: Int], targets: [Int], name: String) {
        var references: [Int: Int] = [:]
        var targets: [Int] = []
        var canonical = relationship
        let isKnown = tables.count == 1 || Self.namesRelationships.contains(relationship.lowercased())
        for table in tables where isKnown {
            let schema = data.schema(table)
            guard let reference = schema.reference(named: relationship) else { continue }
            references[table] = reference
            canonical = schema.fields[reference].relationshipName ?? relationship
            for target in schema.fields[reference].referenceTo.compactMap(data.table(named:))
            where !targets.contains(target) {
                targets.append(target)
            }
        }
        guard !targets.isEmpty else {
            throw query.fault(
                "INVALID_FIELD",
                "Didn't understand relationship '\(relationship)' in field path. If you are attempting to use a custom"
                    + " relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL"
                    + " or the describe call for the appropriate names.", at: name.position)
        }
        return (references, targets, canonical)
    }

    private func leaf(
        _ part: String, in tables: [Int], hops: [[Int: Int]], names: [String], _ name: SOQLQuery.Name,
        _ function: String?
    ) throws(SalesforceFault) -> FieldPath {
        // Of a parent of several objects it is the object's name, though some of them have a field of that name.
        if tables.count > 1, part.lowercased() == "type",
            let definition = try? FieldDefinition("Type", .string).schema()
        {
            return FieldPath(
                hops: hops, leaf: [:], own: nil, names: names + ["Type"], schema: definition, function: nil,
                isTypeName: true)
        }
        var leaf: [Int: Int] = [:]
        let isKnown = tables.count == 1 || Self.namesFields.contains(part.lowercased())
        for table in tables where isKnown { leaf[table] = data.schema(table).index(of: part) }
        let dateFunction = function.flatMap(DateFunction.init(rawValue:))
        if let (table, field) = leaf.min(by: { $0.key < $1.key }) {
            let schema = data.schema(table).fields[field]
            if let dateFunction, schema.type != .date, schema.type != .datetime {
                throw query.fault(
                    "INVALID_FIELD", "field \(schema.name) is not a date: \(dateFunction.rawValue) cannot take it",
                    at: name.position)
            }
            return FieldPath(
                hops: hops, leaf: leaf, own: hops.isEmpty ? field : nil, names: names + [schema.name], schema: schema,
                function: dateFunction, isTypeName: false)
        }
        let entity = tables.count > 1 ? "Name" : data.schema(tables[0]).name
        throw query.noSuchColumn(part, on: entity, at: name.position)
    }
}
