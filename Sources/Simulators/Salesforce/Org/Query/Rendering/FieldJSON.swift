/// Writes one field's value as JSON.
struct FieldJSON {
    let data: OrgData
    let now: Int64

    func write(_ table: Int, _ row: Int, _ field: Int?, to output: inout [UInt8]) {
        guard let field else {
            output.append(contentsOf: "null".utf8)
            return
        }
        if writeCell(data.tables[table], row, field, to: &output) { return }
        let schema = data.tables[table].schema.fields[field]
        if schema.type == .address {
            writeAddress(table, row, schema.name, to: &output)
        } else if schema.type == .complexvalue, case .text(let json) = data.value(table, row, field, now: now) {
            output.append(contentsOf: json.utf8)
        } else {
            Self.write(data.value(table, row, field, now: now), isWhole: schema.type.isWholeNumber, to: &output)
        }
    }

    /// Copies a text that still stands in its file; false where there is none.
    private func writeCell(_ table: ObjectTable, _ row: Int, _ field: Int, to output: inout [UInt8]) -> Bool {
        guard row < table.base.rowCount, case .cells(let cell) = table.base.column(field), table.overlay(row) == nil
        else {
            return false
        }
        return table.base.csv.withCell(row: row, column: cell) { bytes in
            guard !bytes.isEmpty else { return false }
            output.append(UInt8(ascii: "\""))
            output.appendJSONContent(bytes)
            output.append(UInt8(ascii: "\""))
            return true
        }
    }

    static func write(_ value: FieldValue, isWhole: Bool, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .text(let text): output.appendJSONText(text)
        case .number(let number): NumberText.write(number, isWhole: isWhole, to: &output)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .instant(let instant):
            output.append(UInt8(ascii: "\""))
            TimeText.write(instant: instant, zone: "+0000", to: &output)
            output.append(UInt8(ascii: "\""))
        case .day(let day):
            output.append(UInt8(ascii: "\""))
            TimeText.write(day: day, to: &output)
            output.append(UInt8(ascii: "\""))
        case .time(let time):
            output.append(UInt8(ascii: "\""))
            TimeText.write(time: time, to: &output)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// A compound address is its parts, or null when all of them are.
    private func writeAddress(_ table: Int, _ row: Int, _ name: String, to output: inout [UInt8]) {
        let stem = name.replacingSuffix("Address")
        let schema = data.tables[table].schema
        let parts = ["City", "Country", "GeocodeAccuracy", "Latitude", "Longitude", "PostalCode", "State", "Street"]
        let values = parts.map { part in
            schema.index(of: stem + part).map { data.value(table, row, $0, now: now) } ?? .null
        }
        guard values.contains(where: { !$0.isNull }) else {
            output.append(contentsOf: "null".utf8)
            return
        }
        for (index, (part, value)) in zip(parts, values).enumerated() {
            output.append(UInt8(ascii: index == 0 ? "{" : ","))
            output.appendJSONText(part.prefix(1).lowercased() + part.dropFirst())
            output.append(UInt8(ascii: ":"))
            Self.write(value, isWhole: false, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}

/// Writes the rows of an aggregate query.
struct AggregateJSON {
    let aggregation: Aggregation

    func write(_ groups: ArraySlice<[FieldValue]>, to output: inout [UInt8]) {
        for (index, values) in groups.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: "{\"attributes\":{\"type\":\"AggregateResult\"}".utf8)
            for (column, value) in zip(aggregation.columns, values) {
                output.append(contentsOf: ",\"\(column.name)\":".utf8)
                let written = column.localized.map { value.localized($0.type, scale: $0.scale) } ?? value
                FieldJSON.write(written, isWhole: column.isWhole, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}
