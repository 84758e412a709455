/// A refusal of Bulk API 1.0, which has its own shape: `exceptionCode` and `exceptionMessage`.
struct ClassicFault: Error {
    let code: String
    let message: String

    static let invalidSession = ClassicFault(code: "InvalidSessionId", message: "Invalid session id")
    static let unknownJob = ClassicFault(code: "InvalidJob", message: "Unable to find the job")
    static let unknownBatch = ClassicFault(code: "InvalidBatch", message: "Unable to find the batch")
    static let closedJob = ClassicFault(
        code: "InvalidJobState", message: "Unable to add a batch to a job that is not Open")

    static let emptyBatch = ClassicFault(
        code: "ClientInputError", message: "Unable to find any data to create batch")
    /// What the results of a failed batch are; the reason stands in its `stateMessage`.
    static let failedBatch = ClassicFault(code: "InvalidBatch", message: "Records not processed")

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    init(_ fault: SalesforceFault) {
        self.init(code: "InvalidBatch", message: "\(fault.errorCode): \(fault.message)")
    }

    func answer(in format: ClassicDocument.Format) -> APIAnswer {
        ClassicDocument(name: "error", members: [("exceptionCode", .text(code)), ("exceptionMessage", .text(message))])
            .answer(in: format, status: 400)
    }
}
