import Domain
import GRDB

/// Views of engagements: of one id the first counts.
final class EngagementViewRows: FactRows {
    private let columns: [Int?]
    private let directory: FactDirectory
    private let changes: AccountChanges
    private let find: RawStatement
    private let insert: RawStatement

    init(
        _ database: Database, _ columns: FactColumns, _ directory: FactDirectory, _ changes: AccountChanges
    ) throws {
        self.columns = columns.positions
        self.directory = directory
        self.changes = changes
        find = try RawStatement(database, "SELECT 1 FROM engagement_view WHERE view_id = ?")
        insert = try RawStatement(
            database,
            "INSERT INTO engagement_view (view_id, ts, engagement, user, account, state) VALUES (?, ?, ?, ?, ?, ?)")
    }

    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate {
        let id = cells[row, columns[0]]
        guard !id.isEmpty else { return .rejected("view_id is missing") }
        let timeText = cells[row, columns[1]]
        guard let time = Instant(iso8601Time: timeText) else { return .rejected(FactFault.time("ts", timeText)) }
        let engagement = cells[row, columns[2]]
        guard !engagement.isEmpty else { return .rejected("engagement_id is missing") }
        let state = cells[row, columns[5]]
        if let fault = FactFault.choice(.engagementViews, "state", state) { return .rejected(fault) }
        find.bind(1, text: id)
        defer { find.reset() }
        guard try !find.step() else { return .duplicate }

        let userText = cells[row, columns[3]]
        let accountText = cells[row, columns[4]]
        let user = userText.isEmpty ? nil : try directory.user(userText)
        var account = accountText.isEmpty ? nil : try directory.account(accountText)
        if account == nil, let user { account = try directory.accountOrWait(ofUser: user) }
        changes.insert(account)
        insert.bind(1, text: id)
        insert.bind(2, integer: time.milliseconds)
        insert.bind(3, integer: try directory.engagement(engagement))
        insert.bind(4, integer: user)
        insert.bind(5, integer: account)
        insert.bind(6, text: state)
        try insert.execute()
        return account == nil && user != nil ? .waiting : .new
    }
}
