/// Writes records as JSON, straight from columns to bytes.
struct RecordJSON {
    private let data: OrgData
    private let table: ObjectTable
    private let place: Int
    private let nodes: [QueryPlan.Node]
    private let now: Int64
    private let urlStart: String
    private let head: [UInt8]
    /// By which definitions are named in place of an id.
    private let durableID: Int?
    private let writeChildren: (_ place: Int, _ row: Int, _ output: inout [UInt8]) -> Void

    /// - Parameter resource: where records are found under the version: `sobjects`, or `tooling/sobjects`.
    init(
        data: OrgData, plan: QueryPlan, version: String, resource: String = "sobjects",
        writeChildren: @escaping (_ place: Int, _ row: Int, _ output: inout [UInt8]) -> Void
    ) {
        self.init(
            data: data, table: plan.table, nodes: plan.nodes, version: version, resource: resource, now: plan.now,
            writeChildren: writeChildren)
    }

    init(
        data: OrgData, table: Int, nodes: [QueryPlan.Node], version: String, resource: String = "sobjects", now: Int64,
        writeChildren: @escaping (_ place: Int, _ row: Int, _ output: inout [UInt8]) -> Void = { _, _, _ in }
    ) {
        self.data = data
        self.table = data.tables[table]
        place = table
        self.nodes = nodes
        self.now = now
        self.writeChildren = writeChildren
        urlStart = "/services/data/v\(version)/\(resource)/"
        head = Self.head(of: data.schema(table).name, urlStart)
        durableID = data.schema(table).index(of: "DurableId")
    }

    private static func head(of object: String, _ urlStart: String) -> [UInt8] {
        Array("{\"attributes\":{\"type\":\"\(object)\",\"url\":\"\(urlStart)\(object)/".utf8)
    }

    func write(_ row: Int, to output: inout [UInt8]) {
        output.append(contentsOf: head)
        writeID(of: row, in: table, durableID, &output)
        output.append(contentsOf: "\"}".utf8)
        for node in nodes { write(node, place, row, &output) }
        output.append(UInt8(ascii: "}"))
    }

    private func writeID(of row: Int, in table: ObjectTable, _ durableID: Int?, _ output: inout [UInt8]) {
        if let durableID, case .text(let text) = table.value(row, durableID) {
            output.append(contentsOf: text.utf8)
        } else {
            table.id(row)?.write(to: &output)
        }
    }

    private func write(_ node: QueryPlan.Node, _ place: Int, _ row: Int, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: ","))
        switch node {
        case .field(let name, let path):
            Self.writeName(name, &output)
            if path.isTypeName {
                output.appendJSONText(data.schema(place).name)
            } else if path.schema.type == .base64 {
                writeAddress(ofBlob: path.leaf[place], place, row, &output)
            } else if path.isLocalized, let field = path.leaf[place] {
                let value = data.value(place, row, field, now: now)
                FieldJSON.write(
                    value.localized(path.schema.type, scale: path.schema.scale), isWhole: path.type.isWholeNumber,
                    to: &output)
            } else {
                FieldJSON(data: data, now: now).write(place, row, path.leaf[place], to: &output)
            }
        case .parent(let name, let references, let nodes):
            Self.writeName(name, &output)
            guard let reference = references[place], let parent = data.parent(place, row, reference) else {
                output.append(contentsOf: "null".utf8)
                return
            }
            write(nodes, ofRecord: parent, &output)
        case .children(let name, let place):
            Self.writeName(name, &output)
            writeChildren(place, row, &output)
        case .typeOf(let name, let reference, let branches, let otherwise):
            Self.writeName(name, &output)
            guard let parent = data.parent(place, row, reference), case let nodes = branches[parent.table] ?? otherwise,
                !nodes.isEmpty
            else {
                output.append(contentsOf: "null".utf8)
                return
            }
            write(nodes, ofRecord: parent, &output)
        }
    }

    /// A file is read from an address of its own; only that stands in the record.
    private func writeAddress(ofBlob field: Int?, _ place: Int, _ row: Int, _ output: inout [UInt8]) {
        guard let field, let id = data.tables[place].id(row), !data.value(place, row, field, now: now).isNull else {
            output.append(contentsOf: "null".utf8)
            return
        }
        let schema = data.schema(place)
        output.appendJSONText("\(urlStart)\(schema.name)/\(id.text)/\(schema.fields[field].name)")
    }

    private func write(_ nodes: [QueryPlan.Node], ofRecord record: (table: Int, row: Int), _ output: inout [UInt8]) {
        output.append(contentsOf: Self.head(of: data.schema(record.table).name, urlStart))
        let table = data.tables[record.table]
        writeID(of: record.row, in: table, table.schema.index(of: "DurableId"), &output)
        output.append(contentsOf: "\"}".utf8)
        for node in nodes { write(node, record.table, record.row, &output) }
        output.append(UInt8(ascii: "}"))
    }

    private static func writeName(_ name: String, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: name.utf8)
        output.append(contentsOf: "\":".utf8)
    }
}
