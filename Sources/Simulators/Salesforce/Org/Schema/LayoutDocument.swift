/// How the one page of an object shows its fields, for who builds forms from that: every field, in two columns.
struct LayoutDocument {
    let schema: ObjectSchema

    /// The record type that every object has.
    static let master = "012000000000000AAA"

    private var path: String { "/services/data/v{v}/sobjects/\(schema.name)/describe" }

    // MARK: Pages

    /// The page of each record type: there is one type.
    var pages: JSONValue {
        .members([
            "layouts": .list([page]), "recordTypeMappings": .list([mapping]),
            "recordTypeSelectorRequired": .list([false]),
        ])
    }

    var page: JSONValue {
        let shown = schema.fields.filter { field in
            (field.compoundFieldName ?? field.name) == field.name && field.type != .id && field.type != .base64
        }
        let own = shown.filter { $0.isCreateable || $0.isUpdateable || $0.isNameField || $0.type.isCompound }
        let system = shown.filter { ["CreatedById", "LastModifiedById"].contains($0.name) }
        let detail = [section("\(schema.label) Information", own), section("System Information", system)]
        return .members([
            "buttonLayoutSection": nil, "detailLayoutSections": .list(detail),
            "editLayoutSections": .list([section("\(schema.label) Information", own)]), "feedView": nil,
            "highlightsPanelLayoutSection": nil, "id": nil, "multirowEditLayoutSections": [], "offlineLinks": [],
            "quickActionList": nil, "relatedContent": nil, "relatedLists": [], "saveOptions": [],
        ])
    }

    private var mapping: JSONValue {
        .members([
            "active": true, "available": true, "defaultRecordTypeMapping": true, "developerName": "Master",
            "layoutId": nil, "master": true, "name": "Master", "picklistsForRecordType": [],
            "recordTypeId": .text(Self.master),
            "urls": .members(["layout": .text("\(path)/layouts/\(Self.master)")]),
        ])
    }

    private func section(_ heading: String, _ fields: [FieldSchema]) -> JSONValue {
        let rows = stride(from: 0, to: fields.count, by: 2).map { start -> JSONValue in
            let items = fields[start..<min(start + 2, fields.count)].map(item)
            return .members(["layoutItems": .list(items), "numItems": .integer(items.count)])
        }
        return .members([
            "collapsed": false, "columns": 2, "heading": .text(heading), "layoutRows": .list(rows),
            "layoutSectionId": nil, "parentLayoutId": nil, "rows": .integer(rows.count), "tabOrder": "LeftToRight",
            "useCollapsibleSection": false, "useHeading": true,
        ])
    }

    // MARK: Fields

    private func item(_ field: FieldSchema) -> JSONValue {
        let parts = schema.fields.filter { $0.compoundFieldName == field.name && $0.name != field.name }
        let written = parts.isEmpty ? [field] : parts
        return .members([
            "editableForNew": .flag(written.contains(where: \.isCreateable)),
            "editableForUpdate": .flag(written.contains(where: \.isUpdateable)), "label": .text(field.label),
            "layoutComponents": .list([component(field, parts: parts)]), "placeholder": false,
            "required": .flag(written.contains(where: \.isRequiredOnCreate)),
        ])
    }

    private func component(_ field: FieldSchema, parts: [FieldSchema]) -> JSONValue {
        .members([
            "apiName": .text(field.name), "components": .list(parts.map { component($0, parts: []) }),
            "details": field.json, "displayLines": .integer(field.type == .textarea ? 6 : 1), "tabOrder": 0,
            "type": "Field", "value": .text(field.name),
        ])
    }

    // MARK: Compact

    /// The few fields that stand for a record in a list: its name.
    var compact: JSONValue {
        let fields = schema.nameField.map { [schema.fields[$0]] } ?? []
        let layout = JSONValue.members([
            "actions": [], "fieldItems": .list(fields.map(item)), "id": nil, "imageItems": [],
            "label": "System Default", "name": "SYSTEM", "objectType": .text(schema.name),
        ])
        let mapping = JSONValue.members([
            "available": true, "compactLayoutId": nil, "compactLayoutName": "SYSTEM",
            "recordTypeId": .text(Self.master), "recordTypeName": "Master",
            "urls": .members(["compactLayout": .text("\(path)/compactLayouts/\(Self.master)")]),
        ])
        return .members([
            "compactLayouts": .list([layout]), "defaultCompactLayoutId": nil,
            "recordTypeCompactLayoutMappings": .list([mapping]),
            "urls": .members(["primary": .text("\(path)/compactLayouts/primary")]),
        ])
    }
}

extension SalesforceOrg {
    func layouts(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] {
        DescribeDocument.bytes(of: try layout(of: object).pages, version: version)
    }

    func layout(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] {
        DescribeDocument.bytes(of: try layout(of: object).page, version: version)
    }

    func compactLayouts(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] {
        DescribeDocument.bytes(of: try layout(of: object).compact, version: version)
    }

    private func layout(of object: String) throws(SalesforceFault) -> LayoutDocument {
        let schema = try knownSchema(object)
        guard schema.json["layoutable"]?.flag ?? false else { throw .notFound }
        return LayoutDocument(schema: schema)
    }
}
