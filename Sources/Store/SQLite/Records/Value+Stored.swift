import Domain
import GRDB

extension Value {
    /// What a column of this type holds.
    init(stored: DatabaseValue, type: CellType) {
        switch (stored.storage, type) {
        case (.null, _), (.blob, _): self = .null
        case (.string(let text), _): self = .string(text)
        case (.int64(let integer), .boolean): self = .boolean(integer != 0)
        case (.int64(let integer), .instant), (.int64(let integer), .timeOfDay):
            self = .dateTime(Instant(milliseconds: integer))
        case (.int64(let integer), _): self = .integer(integer)
        case (.double(let double), _): self = .double(double)
        }
    }
}

extension RawStatement {
    /// The number in a column: whole where it is stored so.
    func number(_ column: Int32) -> Value {
        isReal(column) ? .double(double(column)) : .integer(integer(column))
    }
}
