/// Looks up the names of a query in the schema.
struct PathResolver {
    let data: OrgData
    let query: QueryText
    let table: Int
    let alias: String?
    /// Parents that FROM names: `FROM Contact c, c.Account a`.
    var parents: [SOQLQuery.Parent] = []

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
        // Backwards, for one may stand on another before it.
        for parent in parents.reversed() where parts.count > 1 && parts[0].equalsIgnoringCase(parent.alias) {
            parts.replaceSubrange(0..<1, with: parent.path.parts)
        }
        if parts.count > 1, isOwnName(parts[0]) { parts.removeFirst() }
        guard parts.count <= 6 else {
            throw query.fault(
                "INVALID_FIELD", "Relationship \(name.text) is too deep: only 5 levels are allowed", at: name.position)
        }
        var tables = [table]
        var hops: [[Int: Int]] = []
        var names: [String] = []
        var isName = false
        for part in parts.dropLast() {
            let step = try hop(part, from: tables, isName: isName, name)
            hops.append(step.references)
            names.append(step.name)
            tables = step.targets
            isName = step.isName
        }
        return try leaf(
            parts[parts.count - 1], in: tables, isName: isName, hops: hops, names: names, name, function)
    }

    private func isOwnName(_ part: String) -> Bool {
        let lowered = part.lowercased()
        if lowered == alias?.lowercased() { return true }
        return lowered == data.schema(table).name.lowercased() && data.schema(table).reference(named: part) == nil
    }

    /// - Parameter isName: whether the tables are those of a parent that may be of several objects.
    private func hop(
        _ relationship: String, from tables: [Int], isName: Bool, _ name: SOQLQuery.Name
    ) throws(SalesforceFault) -> (references: [Int: Int], targets: [Int], name: String, isName: Bool) {
        var references: [Int: Int] = [:]
        var targets: [Int] = []
        var canonical = relationship
        var leadsToName = false
        let isKnown = !isName || Self.namesRelationships.contains(relationship.lowercased())
        for table in tables where isKnown {
            let schema = data.schema(table)
            guard let reference = schema.reference(named: relationship) else { continue }
            references[table] = reference
            canonical = schema.fields[reference].relationshipName ?? relationship
            leadsToName = leadsToName || schema.fields[reference].referenceTo.count > 1
            for target in schema.fields[reference].referenceTo.compactMap(data.table(named:))
            where !targets.contains(target) {
                targets.append(target)
            }
        }
        guard !references.isEmpty else {
            throw query.fault(
                "INVALID_FIELD",
                "Didn't understand relationship '\(relationship)' in field path. If you are attempting to use a custom"
                    + " relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL"
                    + " or the describe call for the appropriate names.", at: name.position)
        }
        return (references, targets, canonical, leadsToName)
    }

    private func leaf(
        _ part: String, in tables: [Int], isName: Bool, hops: [[Int: Int]], names: [String], _ name: SOQLQuery.Name,
        _ function: String?
    ) throws(SalesforceFault) -> FieldPath {
        // Of a parent of several objects it is the object's name, though some of them have a field of that name.
        if isName, part.lowercased() == "type",
            let definition = try? FieldDefinition("Type", .string).schema()
        {
            return FieldPath(
                hops: hops, leaf: [:], own: nil, names: names + ["Type"], schema: definition, function: nil,
                isTypeName: true)
        }
        // What the describe refers to and the organisation has no records of: its ids and names are all empty.
        if tables.isEmpty, let known = ["Id", "Name"].first(where: part.equalsIgnoringCase),
            let definition = try? FieldDefinition(known, .string).schema()
        {
            return FieldPath(
                hops: hops, leaf: [:], own: nil, names: names + [known], schema: definition, function: nil,
                isTypeName: false)
        }
        var leaf: [Int: Int] = [:]
        let isKnown = !isName || Self.namesFields.contains(part.lowercased())
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
        let entity = isName ? "Name" : tables.first.map { data.schema($0).name } ?? names.last ?? ""
        throw query.noSuchColumn(part, on: entity, at: name.position)
    }
}
