import Domain

/// A question for topics, narrow enough to stay below the ceiling of ten thousand, or split further (D§18).
struct TopicShard: Sendable, Hashable {
    var types: [String]
    /// Days of creation, both included.
    var created: ClosedRange<Day>
    /// Topics with activity on or after this day.
    var activeSince: Day?
    var category: String?

    static let allTypes = ["article", "conversation", "question", "idea", "productUpdate"]
    /// No community is older.
    static let firstDay = Day(number: 10_957)

    init(activeSince: Day?, until: Day) {
        types = Self.allTypes
        created = Self.firstDay...max(until, Self.firstDay)
        self.activeSince = activeSince
    }

    /// Narrower questions that together ask the same: by type, then by halves of the days, then by category.
    ///
    /// Nothing where it cannot be narrowed any more.
    func parts(categories: [String]) -> [TopicShard] {
        if types.count > 1 { return types.map { type in changed { $0.types = [type] } } }
        let (first, last) = (created.lowerBound.number, created.upperBound.number)
        if first < last {
            let middle = first + (last - first) / 2
            return [
                changed { $0.created = Day(number: first)...Day(number: middle) },
                changed { $0.created = Day(number: middle + 1)...Day(number: last) },
            ]
        }
        return category == nil ? categories.map { category in changed { $0.category = category } } : []
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
        if let activeSince { query.append(("lastActivityAt[from]", activeSince.text)) }
        if let category { query.append(("categoryIds[]", category)) }
        return query
    }
}
