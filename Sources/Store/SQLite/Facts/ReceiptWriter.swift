import Domain
import GRDB

/// Finds again what a KPI of one account counted: from the same rows as measuring, without its short cuts.
struct ReceiptWriter {
    private let database: Database
    private let account: Int64
    private let asOf: Day
    private let zone: WorkspaceZone
    private let counted: CountedUsers
    private let tree: FeatureTree
    /// Nothing for a feature that no fact names.
    private let feature: UInt32?

    init(_ database: Database, account: Int64, feature: String?, asOf: Day, zone: WorkspaceZone) throws {
        self.database = database
        self.account = account
        self.asOf = asOf
        self.zone = zone
        counted = try CountedUsers(database)
        tree = try FeatureTree(database)
        self.feature = try feature.flatMap {
            try UInt32.fetchOne(database, sql: "SELECT key FROM feature WHERE id = ?", arguments: [$0])
        }
    }

    func part(of kpi: KPI, in days: Range<Day>?) throws -> KPIReceipt.Part {
        var part = KPIReceipt.Part(days: days)
        switch kpi.measure {
        case .activeUsers, .featureUsers:
            part.users = try users(kpi.measure, in: days ?? asOf..<asOf)
            part.value = Double(part.users.count)
        case .npsScore, .npsResponses:
            part.responses = try responses(in: days ?? asOf..<asOf)
            var tally = NPSTally()
            for response in part.responses { tally.count(response.score) }
            part.value = kpi.measure == .npsScore ? tally.score : Double(tally.responses)
        case .engagementsActive, .engagementsTotal:
            part.engagements = try engagements(onlyStarted: kpi.measure == .engagementsActive)
            part.value = Double(part.engagements.count)
        }
        return part
    }

    /// Users with a marked day in the window, by id.
    private func users(_ measure: KPI.Measure, in days: Range<Day>) throws -> [KPIReceipt.ActiveUser] {
        let pages = try CalendarPages(database)
        var found: [KPIReceipt.ActiveUser] = []
        for user in try pages.users(of: UInt32(truncatingIfNeeded: account)) where counted.contains(user.user) {
            let marks = user.marks.filter { isCounted($0.subject, measure) }
            let active = Set(marks.flatMap(\.markedDays)).filter(days.contains).sorted()
            guard !active.isEmpty, let id = try id(ofUser: Int64(user.user)) else { continue }
            found.append(KPIReceipt.ActiveUser(id: id, days: active))
        }
        return found.sorted { $0.id < $1.id }
    }

    private func isCounted(_ subject: UInt32, _ measure: KPI.Measure) -> Bool {
        guard measure == .featureUsers else { return subject == CalendarMark.anyActivity }
        return subject != CalendarMark.anyActivity && feature.map { tree.counts(subject, for: $0) } == true
    }

    private func responses(in days: Range<Day>) throws -> [KPIReceipt.Response] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT n.response_id, n.ts, n.score, n.user, u.id FROM nps n LEFT JOIN user u ON u.key = n.user
                WHERE n.account = ? AND n.ts >= ? AND n.ts < ? AND n.score IS NOT NULL ORDER BY n.ts, n.response_id
                """,
            arguments: [
                account, zone.start(of: days.lowerBound).milliseconds, zone.start(of: days.upperBound).milliseconds,
            ]
        ).compactMap { row in
            guard counted.contains(row["user"] ?? 0) else { return nil }
            return KPIReceipt.Response(
                id: row["response_id"], user: row["id"], at: Instant(milliseconds: row["ts"]), score: row["score"])
        }
    }

    private func engagements(onlyStarted: Bool) throws -> [KPIReceipt.Engagement] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT e.id AS engagement, e.state, v.user, u.id AS viewer FROM engagement_view v
                JOIN engagement e ON e.key = v.engagement JOIN user u ON u.key = v.user
                WHERE v.account = ? AND v.ts < ? ORDER BY e.id, u.id
                """,
            arguments: [account, zone.start(of: asOf).milliseconds])
        var found: [KPIReceipt.Engagement] = []
        for row in rows where counted.contains(row["user"]) {
            let state: String? = row["state"]
            guard !onlyStarted || state == "started" else { continue }
            let id: String = row["engagement"]
            let viewers = found.last?.id == id ? found.removeLast().viewers : []
            found.append(KPIReceipt.Engagement(id: id, state: state, viewers: viewers + [row["viewer"]]))
        }
        return found
    }

    private func id(ofUser key: Int64) throws -> String? {
        try String.fetchOne(database, sql: "SELECT id FROM user WHERE key = ?", arguments: [key])
    }
}
