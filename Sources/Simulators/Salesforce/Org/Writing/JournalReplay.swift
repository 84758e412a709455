/// Puts the writes of a state file back, one line of JSON each, without asking any rule again.
struct JournalReplay {
    let path: String

    /// Gives the length of the file up to its last whole line.
    ///
    /// A process that was killed may have left half a line behind it: that write was never acknowledged.
    func apply(to state: inout OrgState, identity: OrgIdentity) throws(OrgDataError) -> Int {
        let bytes = try FileBytes.read(path)
        let length = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        var number = 0
        for line in bytes[..<length].split(separator: 0x0A) {
            number += 1
            guard let json = try? JSONParser.parse(Array(line)), let entry = WriteEntry(json: json) else {
                throw OrgDataError("\(path) line \(number): not a write of this simulator.")
            }
            guard apply(entry, &state, identity) else {
                throw OrgDataError(
                    "\(path) line \(number): \(entry.object) \(entry.id) is not in the data folder; the state file belongs to"
                        + " other data.")
            }
        }
        return length
    }

    private func apply(_ entry: WriteEntry, _ state: inout OrgState, _ identity: OrgIdentity) -> Bool {
        guard let table = state.data.table(named: entry.object), let id = SalesforceID(entry.id) else { return false }
        let system = state.data.tables[table].system
        let schema = state.data.schema(table)
        let sent: [(Int, FieldValue)] = entry.fields.compactMap { field in
            guard let index = schema.index(of: field.name),
                let value = try? FieldConversion(field: schema.fields[index]).value(field.value)
            else { return nil }
            return (index, value)
        }
        let isCreate = entry.operation == .insert
        var values =
            sent + AuditFields(system: system, userID: identity.userId).values(at: entry.time, isCreate: isCreate)
        if isCreate {
            _ = state.newID(prefix: schema.keyPrefix ?? "a00", table: table)
            if let owner = system.owner, !values.contains(where: { $0.0 == owner }) {
                values.append((owner, .text(identity.userId)))
            }
            state.create(id, in: table, values)
        } else {
            guard let row = state.data.tables[table].row(of: id) else { return false }
            if let field = system.isDeleted, entry.operation != .update {
                values.append((field, .flag(entry.operation != .undelete)))
            }
            state.change(row, of: table, values)
            if entry.operation == .hardDelete { state.purge(row, of: table) }
        }
        state.writeLog.append(
            LoggedWrite(time: entry.time, operation: entry.operation, table: table, id: id, values: sent))
        return true
    }
}

extension WriteEntry {
    init?(json: JSONValue) {
        guard let time = json["time"]?.integer,
            let operation = json["operation"]?.text.flatMap(Operation.init(rawValue:)),
            let object = json["object"]?.text, let id = json["id"]?.text, let members = json["fields"]?.members
        else { return nil }
        self.init(
            time: Int64(time), operation: operation, object: object, id: id,
            fields: members.map { member in
                switch member.value {
                case .text(let text): RecordInput.Field(member.name, .text(text))
                case .number(let text): RecordInput.Field(member.name, .number(text))
                case .flag(let flag): RecordInput.Field(member.name, .flag(flag))
                default: RecordInput.Field(member.name, .null)
                }
            })
    }
}
