/// The rows of the objects in which an organisation tells of its schema, made from that schema.
struct DefinitionTables {
    let identity: OrgIdentity
    /// When the schema was last changed.
    let stamp: Int64

    /// What all definitions answer for their Id.
    private static let noID = "000000000000000AAA"
    private var tables: [DefinitionObject: ObjectTable] = [:]
    private var counts: [DefinitionObject: UInt64] = [:]

    init(of schemas: [ObjectSchema], identity: OrgIdentity, stamp: Int64) throws(OrgDataError) {
        self.identity = identity
        self.stamp = stamp
        for object in DefinitionObject.allCases {
            tables[object] = ObjectTable(schema: try object.schema(), base: BaseRows())
        }
        for schema in schemas { add(schema) }
    }

    var all: [ObjectTable] { DefinitionObject.allCases.compactMap { tables[$0] } }

    private mutating func add(_ schema: ObjectSchema) {
        var entity = EntityDefinitionRow(schema: schema)
        if entity.isCustom {
            let id = add(entity.customObject.merging(audit) { own, _ in own }, to: .customObject)
            entity.durableID = String(id.text.prefix(15))
        }
        let id = add(entity.values.merging(entity.isCustom ? changes : [:]) { own, _ in own }, to: .entity)
        addFields(of: entity, under: [DefinitionObject.entityReference: id])
    }

    /// An address may stand behind its parts, so all definitions are made before the particles.
    private mutating func addFields(of entity: EntityDefinitionRow, under references: [String: SalesforceID]) {
        var definitions: [String: SalesforceID] = [:]
        var rows = entity.schema.fields.map { FieldDefinitionRow(field: $0, entity: entity) }
        for index in rows.indices {
            if rows[index].isCustom {
                let values = rows[index].customField.merging(audit) { own, _ in own }
                let id = add(values, to: .customField, references)
                rows[index].customID = String(id.text.prefix(15))
            }
            let row = rows[index]
            guard row.compound == nil else { continue }
            let values = row.values.merging(row.isCustom ? changes : [:]) { own, _ in own }
            definitions[row.field.name] = add(values, to: .field, references)
        }
        for row in rows {
            var references = references
            references[DefinitionObject.fieldReference] = definitions[row.compound ?? row.field.name]
            add(row.particle, to: .particle, references)
        }
    }

    @discardableResult
    private mutating func add(
        _ values: [String: FieldValue], to object: DefinitionObject, _ references: [String: SalesforceID] = [:]
    ) -> SalesforceID {
        let number = counts[object, default: 0] + 1
        counts[object] = number
        let id = SalesforceID(prefix: object.keyPrefix, number: number)
        let texts = references.mapValues { FieldValue.text($0.text) }
        var values = values.merging(texts) { own, _ in own }
        if !object.isToolingOnly { values["Id"] = .text(Self.noID) }
        guard let schema = tables[object]?.schema else { return id }
        let known = values.compactMap { name, value in schema.index(of: name).map { ($0, value) } }
        _ = tables[object]?.append(id, known.sorted { $0.0 < $1.0 })
        return id
    }

    private var changes: [String: FieldValue] {
        ["LastModifiedById": .text(identity.userId), "LastModifiedDate": .instant(stamp / 1000 * 1000)]
    }

    private var audit: [String: FieldValue] {
        changes.merging([
            "CreatedById": .text(identity.userId), "CreatedDate": .instant(stamp / 1000 * 1000),
            "SystemModstamp": .instant(stamp / 1000 * 1000), "ManageableState": .text("unmanaged"),
        ]) { own, _ in own }
    }
}

extension DefinitionObject {
    fileprivate var keyPrefix: String {
        switch self {
        case .entity: "4ie"
        case .field: "4fe"
        case .particle: "4pv"
        case .customObject: "01I"
        case .customField: "00N"
        }
    }
}
