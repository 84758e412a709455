/// Turns rows of text into events, id by id into small numbers: the part of an import that needs no store.
package struct EventParser: Sendable {
    private let eventID: Int
    private let time: Int
    private let user: Int?
    private let account: Int?
    private let type: Int
    private let feature: Int?
    /// The hashes of a batch's users and accounts, by row.
    private var userHashes: [UInt64] = []
    private var accountHashes: [UInt64] = []
    private var touched: UInt64 = 0
    private var users = Interner()
    private var accounts = Interner()
    private var types = Interner(minimumCapacity: 16)
    private var features = Interner(minimumCapacity: 16)

    /// The longest id that is taken.
    package static let longestID = 1024

    /// - Throws: `PlainError` where a required column is missing.
    package init(header: [String]) throws {
        let positions = try FactColumns(.events, header: header).positions
        guard let eventID = positions[0], let time = positions[1], let type = positions[4] else {
            throw PlainError("A file of events needs the columns event_id, ts and type.")
        }
        self.eventID = eventID
        self.time = time
        self.type = type
        user = positions[2]
        account = positions[3]
        feature = positions[5]
    }

    /// Appends the rows to `events`.
    package mutating func parse(_ rows: TextBatch, into events: inout EventBatch) {
        let known = (users.count, accounts.count, types.count, features.count)
        rows.withCells { cells in
            userHashes.removeAll(keepingCapacity: true)
            accountHashes.removeAll(keepingCapacity: true)
            for row in 0..<cells.rowCount {
                userHashes.append(FactHash(cells[row, user]).high)
                accountHashes.append(FactHash(cells[row, account]).high)
            }
            touched = users.touch(userHashes) &+ accounts.touch(accountHashes)
            for row in 0..<cells.rowCount {
                if let fault = parse(row, of: cells, into: &events) {
                    events.rejected.append(ImportCounts.Rejection(line: cells.line(row), reason: fault))
                }
            }
        }
        events.newTexts.users.append(users, from: known.0)
        events.newTexts.accounts.append(accounts, from: known.1)
        events.newTexts.types.append(types, from: known.2)
        events.newTexts.features.append(features, from: known.3)
    }

    /// Returns why the row cannot be taken, if so.
    @inline(__always)
    private mutating func parse(_ row: Int, of cells: TextBatch.Cells, into events: inout EventBatch) -> String? {
        let id = cells[row, eventID]
        guard !id.isEmpty else { return "event_id is missing" }
        let timeText = cells[row, time]
        guard let instant = Instant(iso8601Time: timeText) else { return FactFault.time("ts", timeText) }
        let typeText = cells[row, type]
        guard !typeText.isEmpty else { return "type is missing" }
        let userText = cells[row, user]
        let accountText = cells[row, account]
        let featureText = cells[row, feature]
        guard max(id.count, typeText.count, userText.count, accountText.count, featureText.count) <= Self.longestID
        else { return "an id is longer than \(Self.longestID) bytes" }
        events.hashes.append(FactHash(id))
        events.times.append(instant.milliseconds)
        events.types.append(types.number(of: typeText))
        events.users.append(userText.isEmpty ? EventBatch.none : users.number(of: userText, hash: userHashes[row]))
        events.accounts.append(
            accountText.isEmpty ? EventBatch.none : accounts.number(of: accountText, hash: accountHashes[row]))
        events.features.append(featureText.isEmpty ? EventBatch.none : features.number(of: featureText))
        return nil
    }
}

/// Why a row of facts cannot be taken, in plain words.
package enum FactFault {
    package static func time(_ column: String, _ text: UnsafeBufferPointer<UInt8>) -> String {
        guard !text.isEmpty else { return "\(column) is missing" }
        let shown = String(decoding: text.prefix(40), as: UTF8.self)
        let fault = Day(shown) == nil ? "is no time with an offset" : "is a day, and not a time of it with an offset"
        return "\(column) \(fault), such as 2026-05-01T10:00:00.000Z: \(shown)"
    }
}

extension TextColumn {
    /// Appends the texts of a table from a number on.
    fileprivate mutating func append(_ texts: Interner, from number: Int) {
        for number in number..<texts.count { append(texts[number]) }
    }
}
