import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// Audiences from the store, beside an evaluation of the same filter member by member.
@Suite struct AudienceAnswerTests {
    private static let attributes = [
        AttributeDefinition(entity: .account, apiName: "arr", type: .number),
        AttributeDefinition(entity: .account, apiName: "segment", type: .string),
        AttributeDefinition(entity: .account, apiName: "is_partner", type: .boolean),
        AttributeDefinition(entity: .account, apiName: "renewal", type: .dateTime),
    ]
    private static let now = Instant(milliseconds: 1_780_000_000_000)

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `random filters find the members that satisfy them`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let scene = try await Scene(using: &generator)
        let schema = try await scene.hub.store.audienceSchema()
        var sizes: Set<Int> = []
        for _ in 0..<60 {
            let filter = try Self.filter(depth: 3, schema, using: &generator)
            let found = try await scene.hub.store.audience(filter, now: Self.now)
            let expected = scene.members.filter { Self.satisfies($0, filter) == true }.map(\.id).sorted()
            #expect(found.rows.map { $0[1] }.sorted() == expected, "seed \(seed): \(filter)")
            sizes.insert(expected.count)
        }
        #expect(sizes.count > 10)
    }

    /// Member 1's account says something, member 2's says something else, member 3's nothing; member 4 has none.
    @Test(
        arguments: [
            ("arr not in (500)", ["2"]), ("not arr in (500)", ["2"]), ("not (arr not in (500))", ["1"]),
            ("arr != 500", ["2"]), ("not (arr = 500)", ["2"]), ("not (arr != 500)", ["1"]),
            ("not not arr = 500", ["1"]),
            ("not (arr < 600)", ["2"]), ("not (arr >= 600)", ["1"]), ("arr < 600 or not (arr < 600)", ["1", "2"]),
            ("account.name not in (\"x\")", ["1", "2"]), ("not name contains \"c\"", ["2"]),
            ("not (arr = 500 and name = \"acme\")", ["2"]), ("not (arr = 500 or name = \"x\")", ["2"]),
            // Surely false, whatever is not known of the other half.
            ("not (has account and arr = 500)", ["2", "4"]), ("not (arr = 500 or has account)", []),
            ("not is_partner", ["2"]), ("is_partner = false", ["2"]), ("is_partner != true", ["2"]),
            ("not renewal > 2026-01-01", ["2"]), ("renewal not in (2026-05-01)", ["2"]),
            ("not roles contains \"vip\"", ["2"]), ("roles is not set or not roles contains \"vip\"", ["2", "3", "4"]),
            ("arr is not set", ["3", "4"]), ("not arr is set", ["3", "4"]), ("not has account", ["4"]),
            ("not active in 30 days", ["1", "2", "3", "4"]), ("au_30d not in (1)", []), ("not au_30d = 1", []),
        ] as [(String, [String])])
    func `what is not set satisfies neither a comparison nor its negation`(text: String, expected: [String])
        async throws
    {
        let hub = try await CommunityHub()
        _ = try await hub.store.declare(Self.attributes)
        try await hub.load(
            [
                ["A1", "Acme", "500", "true", "2026-05-01T00:00:00Z"],
                ["A2", "Bolt", "700", "false", "2025-05-01T00:00:00Z"], ["A3", "", "", "", ""],
            ], ["id", "name", "arr", "is_partner", "renewal"], .accounts, Self.attributes)
        try await hub.load(
            accounts: [], members: (1...4).map { ("\($0)", "\($0)@x.example") })
        for id in ["1", "2", "3"] { try await hub.decide(.link, id, "A" + id) }
        try await hub.associate()
        try await hub.store.write {
            try $0.execute(
                sql: "UPDATE community_user SET roles = iif(id = '1', 'vip', 'guest') WHERE id IN ('1', '2')")
        }
        let schema = try await hub.store.audienceSchema()
        let found = try await hub.store.audience(try AudienceParser.parse(text, schema: schema), now: Self.now)
        #expect(found.rows.map { $0[1] } == expected, "\(text)")
    }

    @Test(arguments: [
        ("segment = \"MITTELGROß\"", ["1"]), ("segment contains \"ÖRSE\"", ["2"]), ("roles contains \"vip\"", ["1"]),
        ("roles contains \"vi\"", []), ("segment != \"börse\"", ["1"]), ("not segment = \"börse\"", ["1"]),
        ("segment is not set", ["3"]), ("segment in (\"börse\", \"x\")", ["2"]),
    ])
    func `texts are compared without their case, in any script`(text: String, expected: [String]) async throws {
        let hub = try await CommunityHub()
        _ = try await hub.store.declare(Self.attributes)
        try await hub.load(
            [["A1", "Mittelgroß"], ["A2", "Börse"], ["A3", ""]], ["id", "segment"], .accounts, Self.attributes)
        try await hub.load(accounts: [], members: [("1", "a@x.example"), ("2", "b@x.example"), ("3", "c@x.example")])
        for (id, account) in [("1", "A1"), ("2", "A2"), ("3", "A3")] { try await hub.decide(.link, id, account) }
        try await hub.associate()
        try await hub.store.write {
            try $0.execute(sql: "UPDATE community_user SET roles = 'registered;VIP' WHERE id = '1'")
        }
        let schema = try await hub.store.audienceSchema()
        let found = try await hub.store.audience(try AudienceParser.parse(text, schema: schema), now: Self.now)
        #expect(found.rows.map { $0[1] } == expected, "\(text)")
    }

    /// Members 1 to 4 were last seen at the beginning of the first of May, at its end, a moment before it and after it.
    @Test(
        arguments: [
            ("last_active_at = 2026-05-01", ["1", "2"]), ("last_active_at != 2026-05-01", ["3", "4"]),
            ("last_active_at < 2026-05-01", ["3"]), ("last_active_at <= 2026-05-01", ["1", "2", "3"]),
            ("last_active_at > 2026-05-01", ["4"]), ("last_active_at >= 2026-05-01", ["1", "2", "4"]),
            ("last_active_at in (2026-05-01, 2026-04-30)", ["1", "2", "3"]),
            ("last_active_at in (2026-05-02, \"2026-05-01T00:00:00Z\")", ["1", "4"]),
            ("last_active_at not in (2026-05-02, \"2026-05-01T00:00:00Z\")", ["2", "3"]),
            ("not last_active_at = 2026-05-01", ["3", "4"]),
            ("last_active_at = \"2026-05-01T00:00:00Z\"", ["1"]),
            ("last_active_at <= \"2026-05-01T00:00:00Z\"", ["1", "3"]),
            ("last_active_at = 1969-12-31", ["6"]),
        ] as [(String, [String])])
    func `a day is the whole of it, and a time a moment`(text: String, expected: [String]) async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [], members: (1...6).map { ("\($0)", "\($0)@x.example") })
        try await hub.associate()
        let times = [
            "2026-05-01T00:00:00Z", "2026-05-01T23:59:59.999Z", "2026-04-30T23:59:59.999Z", "2026-05-02T00:00:00Z",
        ].map { Instant($0).milliseconds }
        try await hub.store.write { database in
            for (index, time) in times.enumerated() {
                try database.execute(
                    sql: "UPDATE community_user SET last_active_at = ? WHERE id = ?", arguments: [time, "\(index + 1)"])
            }
            try database.execute(sql: "UPDATE community_user SET last_active_at = -1 WHERE id = '6'")
        }
        let schema = try await hub.store.audienceSchema()
        let found = try await hub.store.audience(try AudienceParser.parse(text, schema: schema), now: Self.now)
        // Member 6 was seen before 1970, which only its own case asks for.
        let ids = found.rows.map { $0[1] }
        #expect(expected == ["6"] ? ids == ["6"] : ids.filter { $0 != "6" } == expected, "\(text)")
    }

    // MARK: Member by member

    private struct Member: Sendable {
        var id: String
        var account: [String: AudienceValue]?
        var roles: [String]
        var lastActive: Instant?
    }

    private struct Scene {
        let hub: CommunityHub
        var members: [Member] = []

        init(using generator: inout SeededGenerator) async throws {
            hub = try await CommunityHub()
            _ = try await hub.store.declare(attributes)
            var accounts: [[String: AudienceValue]] = []
            var rows: [[String]] = []
            for number in 0..<20 {
                var values: [String: AudienceValue] = ["account_id": .text("A\(number)")]
                var row = ["A\(number)", "", "", "", ""]
                if Bool.random(using: &generator) {
                    let arr = Double(Int.random(in: 0...4, using: &generator)) * 1000
                    values["arr"] = .number(arr)
                    row[1] = "\(arr)"
                }
                if Bool.random(using: &generator),
                    let segment = ["Enterprise", "Small"].randomElement(using: &generator)
                {
                    values["segment"] = .text(segment)
                    row[2] = segment
                }
                if Bool.random(using: &generator) {
                    let partner = Bool.random(using: &generator)
                    values["is_partner"] = .boolean(partner)
                    row[3] = "\(partner)"
                }
                if Bool.random(using: &generator) {
                    let renewal = now.advanced(by: .seconds(Int64.random(in: -50...50, using: &generator) * 86_400))
                    values["renewal"] = .instant(renewal)
                    row[4] = renewal.iso8601
                }
                accounts.append(values)
                rows.append(row)
            }
            try await hub.load(rows, ["id", "arr", "segment", "is_partner", "renewal"], .accounts, attributes)
            for number in 0..<60 {
                let account = Int.random(in: 0..<30, using: &generator)
                let active =
                    Bool.random(using: &generator)
                    ? now.advanced(by: .seconds(-Int64.random(in: -10...60, using: &generator) * 86_400)) : nil
                members.append(
                    Member(
                        id: "M\(number)", account: account < 20 ? accounts[account] : nil,
                        roles: ["vip", "champion", "guest"].filter { _ in Bool.random(using: &generator) },
                        lastActive: active))
            }
            try await hub.load(accounts: [], members: members.map { ($0.id, "\($0.id)@x.example") })
            for member in members {
                if case .text(let account)? = member.account?["account_id"] {
                    try await hub.decide(.link, member.id, account)
                }
            }
            try await hub.associate()
            let stored = members
            try await hub.store.write { database in
                for member in stored {
                    try database.execute(
                        sql: "UPDATE community_user SET roles = ?, last_active_at = ? WHERE id = ?",
                        arguments: [
                            member.roles.isEmpty ? nil : member.roles.joined(separator: ";"),
                            member.lastActive?.milliseconds, member.id,
                        ])
                }
            }
        }
    }

    private static func filter(
        depth: Int, _ schema: AudienceSchema, using generator: inout SeededGenerator
    ) throws -> AudienceFilter {
        func field(_ name: String) throws -> AudienceField { try #require(schema.field(name)) }
        let comparisons = AudienceFilter.Comparison.allCases
        switch Int.random(in: depth > 0 ? 0..<12 : 3..<12, using: &generator) {
        case 0: return .not(try filter(depth: depth - 1, schema, using: &generator))
        case 1: return .all(try (0..<2).map { _ in try filter(depth: depth - 1, schema, using: &generator) })
        case 2: return .any(try (0..<3).map { _ in try filter(depth: depth - 1, schema, using: &generator) })
        case 3, 4:
            let number = Double(Int.random(in: 0...4, using: &generator)) * 1000
            return .compare(
                try field("arr"), comparisons.randomElement(using: &generator) ?? .equal, .number(number))
        case 5:
            let list = AudienceFilter.oneOf(try field("segment"), [.text("small"), .text("nobody's")])
            return Bool.random(using: &generator) ? list : .not(list)
        case 6: return .compare(try field("is_partner"), .equal, .boolean(Bool.random(using: &generator)))
        case 7:
            return .compare(
                try field("renewal"), comparisons.randomElement(using: &generator) ?? .less, .instant(now))
        case 8: return .contains(try field("roles"), ["VIP", "guest", "gue"].randomElement(using: &generator) ?? "")
        case 9: return .isSet(try field(["arr", "segment", "roles"].randomElement(using: &generator) ?? "arr"))
        case 10: return .has(.account)
        default: return .active(days: [7, 30].randomElement(using: &generator) ?? 7)
        }
    }

    /// Nothing where it cannot be said, because something is not set.
    private static func satisfies(_ member: Member, _ filter: AudienceFilter) -> Bool? {
        switch filter {
        case .all(let parts):
            let answers = parts.map { satisfies(member, $0) }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .any(let parts):
            let answers = parts.map { satisfies(member, $0) }
            return answers.contains(true) ? true : answers.contains(nil) ? nil : false
        case .not(let inner): return satisfies(member, inner).map { !$0 }
        case .compare(let field, let comparison, let value):
            return compare(member.account?[field.name], comparison, value)
        case .oneOf(let field, let values):
            let answers = values.map { compare(member.account?[field.name], .equal, $0) }
            return answers.contains(nil) ? nil : answers.contains(true)
        case .contains(_, let text):
            return member.roles.isEmpty ? nil : member.roles.contains { $0.lowercased() == text.lowercased() }
        case .isSet(let field):
            return field.name == "roles" ? !member.roles.isEmpty : member.account?[field.name] != nil
        case .has(.account): return member.account != nil
        case .has: return false
        case .active(let days):
            return member.lastActive.map { $0 >= now.advanced(by: .seconds(-Int64(days) * 86_400)) && $0 < now }
                ?? false
        }
    }

    private static func compare(
        _ own: AudienceValue?, _ comparison: AudienceFilter.Comparison, _ value: AudienceValue
    ) -> Bool? {
        let order: Int? =
            switch (own, value) {
            case (.number(let own)?, .number(let value)): own < value ? -1 : own > value ? 1 : 0
            case (.text(let own)?, .text(let value)): own.lowercased() == value.lowercased() ? 0 : 1
            case (.boolean(let own)?, .boolean(let value)): own == value ? 0 : 1
            case (.instant(let own)?, .instant(let value)): own < value ? -1 : own > value ? 1 : 0
            default: nil
            }
        guard let order else { return nil }
        return switch comparison {
        case .equal: order == 0
        case .notEqual: order != 0
        case .atLeast: order >= 0
        case .atMost: order <= 0
        case .more: order > 0
        case .less: order < 0
        }
    }

    @Test func `the longest and the deepest filters are answered`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A1", "Acme")], members: [("1", "a@acme.com"), ("2", "")])
        try await hub.associate()
        let schema = try await hub.store.audienceSchema()
        let deep = (0..<4).reduce("has email") { inner, _ in "not (name is set and (\(inner) or name = \"x\"))" }
        let filters = [
            (0..<499).map { "name = \"a\($0)\"" }.joined(separator: " or ") + " or name = \"acme\"",
            "name in (" + (0..<9999).map { "\"a\($0)\"" }.joined(separator: ",") + ",\"ACME\")",
            (0..<500).map { "name != \"a\($0)\"" }.joined(separator: " and "), deep,
            String(repeating: "(", count: 12) + "has account" + String(repeating: ")", count: 12),
            String(repeating: "not ", count: 12) + "has account",
        ]
        var counts: [Int] = []
        for filter in filters {
            counts.append(
                try await hub.store.audience(try AudienceParser.parse(filter, schema: schema), now: Self.now).rows.count
            )
        }
        #expect(counts == [1, 1, 1, 2, 1, 1])
    }
}
