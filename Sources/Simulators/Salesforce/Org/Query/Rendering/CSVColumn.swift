/// A column of bulk CSV, as far as it can be written without working out each row's value.
///
/// Classes, for an enum's arrays would be retained and released with every cell.
class CSVColumn {
    /// The fields that the value is made of.
    let fields: [Int]

    fileprivate init(fields: [Int]) {
        self.fields = fields
    }

    /// Writes the value that a row of the file had from the start, in quotes; says whether it can.
    func write(_ row: Int, to line: inout ByteRun) -> Bool { false }

    static func column(of path: FieldPath, in table: ObjectTable) -> CSVColumn {
        guard let own = path.own, path.function == nil, path.schema.formula == nil, !path.isLocalized else {
            return CSVColumn(fields: [])
        }
        let base = table.base
        if own == table.system.name {
            if let name = NameColumn(name: own, of: table) { return name }
            guard case .cells(let cell) = base.column(own), path.schema.isCreateable else {
                return CSVColumn(fields: [own])
            }
            return CellColumn(base.csv, cell, field: own)
        }
        switch base.column(own) {
        case .cells(let cell), .ids(let cell): return CellColumn(base.csv, cell, field: own)
        case .instants(let instants): return InstantColumn(instants, field: own)
        case .flags(let flags): return FlagColumn(flags, field: own)
        case .empty: return ConstantColumn(quoted(.null, isWhole: false), field: own)
        case .constant(let value):
            return ConstantColumn(quoted(value, isWhole: path.type.isWholeNumber), field: own)
        default: return CSVColumn(fields: [own])
        }
    }

    /// A value as it stands in the file, in its quotes.
    static func quoted(_ value: FieldValue, isWhole: Bool) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        switch value {
        case .null: break
        case .text(let text):
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { output.append(byte) }
                output.append(byte)
            }
        case .number(let number): NumberText.write(number, isWhole: isWhole, to: &output)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .instant(let instant): TimeText.write(instant: instant, zone: "Z", to: &output)
        case .day(let day): TimeText.write(day: day, to: &output)
        case .time(let time): TimeText.write(time: time, to: &output)
        }
        output.append(UInt8(ascii: "\""))
        return output
    }
}

/// Texts of the file.
private final class CellColumn: CSVColumn {
    private let csv: CSVContent
    private let cell: Int

    init(_ csv: CSVContent, _ cell: Int, field: Int) {
        self.csv = csv
        self.cell = cell
        super.init(fields: [field])
    }

    override func write(_ row: Int, to line: inout ByteRun) -> Bool {
        csv.withRawCell(row: row, column: cell) { raw in
            if raw.count >= 2, raw[0] == UInt8(ascii: "\"") { return line.append(raw) }
            line.append(UInt8(ascii: "\""))
            line.append(doublingQuotesOf: raw)
            line.append(UInt8(ascii: "\""))
        }
        return true
    }
}

/// Points in time; `Int64.min` is null.
private final class InstantColumn: CSVColumn {
    private let instants: [Int64]

    init(_ instants: [Int64], field: Int) {
        self.instants = instants
        super.init(fields: [field])
    }

    override func write(_ row: Int, to line: inout ByteRun) -> Bool {
        line.append(UInt8(ascii: "\""))
        if instants[row] != .min { TimeText.withText(instant: instants[row], zone: "Z") { line.append($0) } }
        line.append(UInt8(ascii: "\""))
        return true
    }
}

private final class FlagColumn: CSVColumn {
    private let flags: [Bool]

    init(_ flags: [Bool], field: Int) {
        self.flags = flags
        super.init(fields: [field])
    }

    override func write(_ row: Int, to line: inout ByteRun) -> Bool {
        line.append(flags[row] ? "\"true\"" : "\"false\"")
        return true
    }
}

/// The same in all rows of the file.
private final class ConstantColumn: CSVColumn {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8], field: Int) {
        self.bytes = bytes
        super.init(fields: [field])
    }

    override func write(_ row: Int, to line: inout ByteRun) -> Bool {
        bytes.withUnsafeBufferPointer { line.append($0) }
        return true
    }
}

/// Persons' names, where the file has their parts and no whole.
private final class NameColumn: CSVColumn {
    private let csv: CSVContent
    private let first: Int
    private let last: Int

    init?(name: Int, of table: ObjectTable) {
        guard case .empty = table.base.column(name), let first = table.system.firstName,
            let last = table.system.lastName, case .cells(let firstCell) = table.base.column(first),
            case .cells(let lastCell) = table.base.column(last)
        else { return nil }
        csv = table.base.csv
        (self.first, self.last) = (firstCell, lastCell)
        super.init(fields: [name, first, last])
    }

    override func write(_ row: Int, to line: inout ByteRun) -> Bool {
        line.append(UInt8(ascii: "\""))
        csv.withCell(row: row, column: first) { first in
            csv.withCell(row: row, column: last) { last in
                line.append(doublingQuotesOf: first)
                if !first.isEmpty, !last.isEmpty { line.append(UInt8(ascii: " ")) }
                line.append(doublingQuotesOf: last)
            }
        }
        line.append(UInt8(ascii: "\""))
        return true
    }
}
