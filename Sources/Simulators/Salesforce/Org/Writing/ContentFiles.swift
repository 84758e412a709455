/// Salesforce Files: a new version brings its document into being, and links to who may see it.
struct ContentFiles {
    private static let version = "ContentVersion"
    private static let link = "ContentDocumentLink"
    static let objects: Set<String> = [version, link]

    let identity: OrgIdentity
    let stamp: Int64

    /// What a new record of these objects is besides what was sent of it.
    func completed(
        _ sent: [(Int, FieldValue)], of id: SalesforceID, in table: Int, _ state: inout OrgState
    ) throws(WriteRefusal) -> [(Int, FieldValue)] {
        let schema = state.data.schema(table)
        var named: [String: FieldValue] = [:]
        for (field, value) in sent { named[schema.fields[field].name] = value }
        guard schema.name == Self.version else {
            try checkLink(named, table, &state)
            return sent
        }
        return Self.values(completedVersion(named, of: id, in: table, &state), schema)
    }

    /// A document is linked with a record once.
    private func checkLink(
        _ named: [String: FieldValue], _ table: Int, _ state: inout OrgState
    ) throws(WriteRefusal) {
        let schema = state.data.schema(table)
        guard let documents = schema.index(of: "ContentDocumentId"), let entities = schema.index(of: "LinkedEntityId"),
            let document = Self.text(named["ContentDocumentId"]), let entity = Self.text(named["LinkedEntityId"]),
            state.rows(table, documents, is: document).contains(where: {
                state.data.tables[table].value($0, entities) == .text(entity)
            })
        else { return }
        throw WriteRefusal(
            SalesforceFault(
                "DUPLICATE_VALUE",
                "Document with ID: \(document.prefix(15)) is already linked with the entity with ID: \(entity.prefix(15))",
                fields: ["LinkedEntityId"]))
    }

    private func completedVersion(
        _ sent: [String: FieldValue], of id: SalesforceID, in table: Int, _ state: inout OrgState
    ) -> [String: FieldValue] {
        var named = sent
        let file = FileName(path: Self.text(named["PathOnClient"]) ?? "")
        if Self.text(named["Title"]) == nil { named["Title"] = .text(file.stem) }
        let size = Self.text(named["VersionData"]).flatMap(Blob.bytes)?.count ?? 0
        let told: [String: FieldValue] = [
            "FileExtension": file.suffix.map { .text($0) } ?? .null, "FileType": .text(file.type),
            "ContentSize": .number(Double(size)),
        ]
        named.merge(told) { $1 }
        let document = ["Title": named["Title"] ?? .null, "LatestPublishedVersionId": .text(id.text)]
            .merging(told) { $1 }
        var number = 1
        if let given = Self.text(named["ContentDocumentId"]).flatMap({ SalesforceID($0) }) {
            number += retire(versionsOf: given, table, &state)
            change(given, of: "ContentDocument", document, &state)
        } else {
            let made = insert("ContentDocument", document.merging(["OwnerId": owner(named)]) { $1 }, &state)
            named["ContentDocumentId"] = .text(made.text)
            link(made, to: owner(named), as: "I", &state)
            if let place = named["FirstPublishLocationId"], !place.isNull, place != owner(named) {
                link(made, to: place, as: "V", &state)
            }
        }
        named["VersionNumber"] = .text(String(number))
        named["IsLatest"] = .flag(true)
        named["PublishStatus"] = .text("P")
        return named
    }

    private func owner(_ named: [String: FieldValue]) -> FieldValue { named["OwnerId"] ?? .text(identity.userId) }

    /// No version of the document so far is the latest any more; gives how many there are.
    private func retire(versionsOf document: SalesforceID, _ table: Int, _ state: inout OrgState) -> Int {
        let schema = state.data.schema(table)
        guard let reference = schema.index(of: "ContentDocumentId"), let latest = schema.index(of: "IsLatest") else {
            return 0
        }
        let rows = state.rows(table, reference, is: document.text)
        for row in rows where state.data.tables[table].value(row, latest) == .flag(true) {
            guard let id = state.data.tables[table].id(row) else { continue }
            change(id, of: Self.version, ["IsLatest": .flag(false)], &state)
        }
        return rows.count
    }

    private func link(_ document: SalesforceID, to entity: FieldValue, as share: String, _ state: inout OrgState) {
        let values: [String: FieldValue] = [
            "ContentDocumentId": .text(document.text), "LinkedEntityId": entity, "ShareType": .text(share),
            "Visibility": .text("AllUsers"),
        ]
        insert(Self.link, values, &state)
    }

    @discardableResult
    private func insert(_ object: String, _ named: [String: FieldValue], _ state: inout OrgState) -> SalesforceID {
        guard let table = state.data.table(named: object) else { return SalesforceID(prefix: "000", number: 0) }
        let schema = state.data.schema(table)
        let id = state.newID(prefix: schema.keyPrefix ?? "a00", table: table)
        let values = Self.values(named, schema)
        state.create(id, in: table, values + audit(table, state, isCreate: true))
        state.writeLog.append(LoggedWrite(time: stamp, operation: .insert, table: table, id: id, values: values))
        return id
    }

    private func change(_ id: SalesforceID, of object: String, _ named: [String: FieldValue], _ state: inout OrgState) {
        guard let table = state.data.table(named: object), let row = state.data.tables[table].row(of: id) else {
            return
        }
        let values = Self.values(named, state.data.schema(table))
        state.change(row, of: table, values + audit(table, state, isCreate: false))
        state.writeLog.append(LoggedWrite(time: stamp, operation: .update, table: table, id: id, values: values))
    }

    private func audit(_ table: Int, _ state: OrgState, isCreate: Bool) -> [(Int, FieldValue)] {
        AuditFields(system: state.data.tables[table].system, userID: identity.userId)
            .values(at: stamp, isCreate: isCreate)
    }

    private static func values(_ named: [String: FieldValue], _ schema: ObjectSchema) -> [(Int, FieldValue)] {
        named.compactMap { name, value in schema.index(of: name).map { ($0, value) } }.sorted { $0.0 < $1.0 }
    }

    private static func text(_ value: FieldValue?) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        return text
    }
}

/// A file's name as its owner has it, and what Salesforce calls its kind.
private struct FileName {
    let stem: String
    let suffix: String?

    init(path: String) {
        let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
        if let dot = name.lastIndex(of: "."), dot != name.startIndex {
            stem = String(name[..<dot])
            suffix = String(name[name.index(after: dot)...])
        } else {
            stem = name
            suffix = nil
        }
    }

    private static let types = [
        "txt": "TEXT", "doc": "WORD", "docx": "WORD_X", "xls": "EXCEL", "xlsx": "EXCEL_X", "ppt": "POWER_POINT",
        "pptx": "POWER_POINT_X", "jpeg": "JPG",
    ]

    var type: String {
        guard let suffix = suffix?.lowercased(), !suffix.isEmpty else { return "UNKNOWN" }
        return Self.types[suffix] ?? suffix.uppercased()
    }
}
