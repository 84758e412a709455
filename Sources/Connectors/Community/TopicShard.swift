import Domain

/// A question for topics, narrow enough to stay below the ceiling of ten thousand, or split further (D§18).
struct TopicShard: Sendable, Hashable {
    var types: [String]
    /// Days of creation, both included.
    var created: ClosedRange<Day>
    /// Days of the last activity, both included; nothing for any.
    var active: ClosedRange<Day>?
    var category: String?
    private let until: Day

    static let allTypes = ["article", "conversation", "question", "idea", "productUpdate"]
    /// No community is older.
    static let firstDay = Day(number: 10_957)

    init(activeSince: Day?, until: Day) {
        types = Self.allTypes
        self.until = max(until, Self.firstDay)
        created = Self.firstDay...self.until
        active = activeSince.map { min($0, self.until)...self.until }
    }

    /// Narrower questions that together ask the same: by type, then by halves of the days of creation, then by halves
    /// of those of the last activity, which no topic lacks. Nothing where only categories can narrow it any more.
    var parts: [TopicShard] {
        if types.count > 1 { return types.map { type in changed { $0.types = [type] } } }
        if let halves = Self.halves(created) { return halves.map { half in changed { $0.created = half } } }
        // Nothing happens to a topic before it is there; a day is left for zones.
        let born = min(created.lowerBound.advanced(by: -1), until)
        let halves = Self.halves(active.map { max($0.lowerBound, born)...$0.upperBound } ?? born...until)
        return (halves ?? []).map { half in changed { $0.active = half } }
    }

    /// The same question about single categories; a topic that has none answers none of them.
    func parts(by categories: [String]) -> [TopicShard] {
        category == nil ? categories.map { category in changed { $0.category = category } } : []
    }

    private static func halves(_ days: ClosedRange<Day>) -> [ClosedRange<Day>]? {
        let (first, last) = (days.lowerBound.number, days.upperBound.number)
        guard first < last else { return nil }
        let middle = first + (last - first) / 2
        return [Day(number: first)...Day(number: middle), Day(number: middle + 1)...Day(number: last)]
    }

    private func changed(_ change: (inout TopicShard) -> Void) -> TopicShard {
        var shard = self
        change(&shard)
        return shard
    }

    func query(page: Int) -> [(name: String, value: String)] {
        var query = [
            ("createdAt[from]", created.lowerBound.text), ("createdAt[to]", created.upperBound.text),
            ("sort", "createdAt"), ("page", String(page)), ("pageSize", "100"),
        ]
        if types.count < Self.allTypes.count { query += types.map { ("contentTypes[]", $0) } }
        if let active {
            query.append(("lastActivityAt[from]", active.lowerBound.text))
            if active.upperBound < until { query.append(("lastActivityAt[to]", active.upperBound.text)) }
        }
        if let category { query.append(("categoryIds[]", category)) }
        return query
    }
}
