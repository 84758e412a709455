import Domain

/// The messages of one request as rows: what is to be written before it is answered.
///
/// A row's line is the message's place in the request, so that a refusal finds its message.
struct IngestDelivery: Sendable {
    let schema: IngestSchema
    var users: TextBatch
    var accounts: TextBatch
    var events = TextBatch(columnCount: IngestSchema.eventColumns.count)
    var responses = TextBatch(columnCount: IngestSchema.responseColumns.count)
    /// The `messageId` of each message, taken or not; nothing where none was sent.
    var messageIDs: [String?] = []
    /// Visitors of whom it is not known that they are written: they are, with this.
    var visitors: Set<String> = []
    var answer = Answer()

    /// What its sender is told.
    struct Answer: Sendable, Hashable {
        var refusals: [Refusal] = []
        var leftOut: [LeftOut] = []
    }

    /// A message that was not taken, and why.
    struct Refusal: Sendable, Hashable {
        let index: Int
        let messageID: String?
        let reason: String
    }

    /// A value that could not be read, of a message that was taken without it, and why: without the value.
    struct LeftOut: Sendable, Hashable {
        let index: Int
        let messageID: String?
        let place: Place
        let reason: String

        /// Where it would have stood: one of so many columns, whatever is sent.
        struct Place: Sendable, Hashable {
            let owner: Owner
            let column: String
        }

        enum Owner: String {
            case account, user, response
        }
    }

    init(_ schema: IngestSchema) {
        self.schema = schema
        users = TextBatch(columnCount: schema.users.names.count)
        accounts = TextBatch(columnCount: schema.accounts.names.count)
    }

    var messageCount: Int { messageIDs.count }
    var byteCount: Int { users.bytes.count + accounts.bytes.count + events.bytes.count + responses.bytes.count }
    var isEmpty: Bool { users.isEmpty && accounts.isEmpty && events.isEmpty && responses.isEmpty }
}

extension TextBatch {
    /// Adds a row of facts in the order of the columns; what is not given is "no value".
    mutating func appendRow(_ cells: [String?], line: Int) {
        lines.append(UInt32(truncatingIfNeeded: line))
        for cell in cells {
            if let cell { bytes.append(contentsOf: cell.utf8) }
            endCell()
        }
    }

    /// Adds the row of a record: what is not given stays as it is, and an empty text says that there is no value.
    mutating func appendRecord(_ cells: [String?], line: Int) {
        lines.append(UInt32(truncatingIfNeeded: line))
        for cell in cells {
            if let cell { bytes.append(contentsOf: cell.utf8) }
            if cell?.isEmpty ?? false { bytes.append(Self.emptied) }
            endCell()
        }
    }

    func leavingOut(_ refused: Set<UInt32>) -> TextBatch {
        var rest = TextBatch(columnCount: columnCount)
        for row in 0..<rowCount where !refused.contains(lines[row]) {
            rest.lines.append(lines[row])
            for column in 0..<columnCount { rest.append(bytes[range(row: row, column: column)]) }
        }
        return rest
    }

    func movingLines(by offset: Int) -> TextBatch {
        var moved = self
        for index in moved.lines.indices { moved.lines[index] &+= UInt32(truncatingIfNeeded: offset) }
        return moved
    }
}
