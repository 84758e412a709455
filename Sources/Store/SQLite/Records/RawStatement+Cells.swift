import Domain

extension RawStatement {
    /// Binds a cell that has been read; a text is bound where it lies, so its bytes must stay in place.
    func bind(_ parameter: Int32, _ value: CellValue, text: UnsafeBufferPointer<UInt8>) {
        switch value {
        case .null: bindNull(parameter)
        case .text: bind(parameter, text: text)
        case .integer(let integer): bind(parameter, integer: integer)
        case .double(let double): bind(parameter, double: double)
        }
    }
}

extension TextBatch {
    /// The bytes of one cell within `bytes`, which the caller keeps pinned.
    func cell(row: Int, column: Int, of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range(row: row, column: column)])
    }
}
