import Domain
import GRDB

/// Responses (D§11): of one id the latest time counts, then the later line, whatever the order in which they come.
final class NPSRows: FactRows {
    private let columns: [Int?]
    private let directory: FactDirectory
    private let changes: AccountChanges
    private let find: RawStatement
    private let insert: RawStatement
    private let update: RawStatement

    init(
        _ database: Database, _ columns: FactColumns, _ directory: FactDirectory, _ changes: AccountChanges
    ) throws {
        self.columns = columns.positions
        self.directory = directory
        self.changes = changes
        find = try RawStatement(
            database, "SELECT key, ts, line, score, comment, account FROM nps WHERE response_id = ?")
        insert = try RawStatement(
            database,
            """
            INSERT INTO nps (response_id, ts, line, user, account, names_account, score, comment)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        update = try RawStatement(
            database,
            """
            UPDATE nps SET ts = ?2, line = ?3, user = ?4, account = ?5, names_account = ?6, score = ?7, comment = ?8
            WHERE response_id = ?1
            """)
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        let id = cells[row, columns[0]]
        guard !id.isEmpty else { return .rejected("response_id is missing") }
        let timeText = cells[row, columns[1]]
        guard let time = Instant(iso8601Time: timeText) else { return .rejected(FactFault.time("ts", timeText)) }
        let scoreText = cells[row, columns[4]]
        let score = Self.score(scoreText)
        guard scoreText.isEmpty || score != nil else {
            return .rejected("score is no whole number from 0 to 10: \(String(decoding: scoreText, as: UTF8.self))")
        }
        let comment = cells[row, columns[5]]
        let line = Int64(cells.line(row))

        find.bind(1, text: id)
        defer { find.reset() }
        let isKnown = try find.step()
        if isKnown {
            let old = (find.integer(1), find.integer(2), find.isNull(3) ? -1 : find.integer(3))
            let new = (time.milliseconds, line, Int64(score ?? -1))
            guard old < new || old == new && find.bytes(4).lexicographicallyPrecedes(comment) else {
                return .duplicate
            }
            if !find.isNull(5) { changes.insert(find.integer(5)) }
        }
        let userText = cells[row, columns[2]]
        let accountText = cells[row, columns[3]]
        let user = userText.isEmpty ? nil : try directory.user(userText)
        var account = accountText.isEmpty ? nil : try directory.account(accountText)
        if account == nil, let user { account = try directory.accountOrWait(ofUser: user) }
        changes.insert(account)
        func bind(_ statement: borrowing RawStatement) {
            statement.bind(1, text: id)
            statement.bind(2, integer: time.milliseconds)
            statement.bind(3, integer: line)
            statement.bind(4, integer: user)
            statement.bind(5, integer: account)
            statement.bind(6, integer: accountText.isEmpty ? 0 : 1)
            statement.bind(7, integer: score.map(Int64.init))
            statement.bind(8, text: comment)
        }
        if isKnown {
            find.reset()
            bind(update)
            try update.execute()
            return .changed
        }
        bind(insert)
        try insert.execute()
        return account == nil && user != nil ? .waiting : .new
    }

    /// A whole number from 0 to 10, also as `9.0`.
    private static func score(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let score = Double(String(decoding: text, as: UTF8.self)), (0...10).contains(score),
            score == score.rounded()
        else { return nil }
        return Int(score)
    }
}
