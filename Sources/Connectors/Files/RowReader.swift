import Domain

/// What turns the bytes of a file into rows, as they arrive.
protocol RowReader: Sendable {
    mutating func feed(_ chunk: UnsafeRawBufferPointer)
    mutating func finish()
    /// How many rows `takeRejected` would hand out.
    var waitingRejected: Int { get }
    mutating func take() -> TextBatch
    mutating func takeRejected() -> [RejectedRow]
}

extension CSVReader: RowReader {}
extension JSONLinesReader: RowReader {}
