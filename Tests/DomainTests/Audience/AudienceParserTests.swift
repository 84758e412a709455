import Domain
import TestSupport
import Testing

/// The filter language: what it means, and where it points when it cannot be understood.
@Suite struct AudienceParserTests {
    private let schema = AudienceSchema(
        attributes: [
            AttributeDefinition(entity: .account, apiName: "arr", type: .number),
            AttributeDefinition(entity: .account, apiName: "segment", type: .string),
            AttributeDefinition(entity: .account, apiName: "is_partner", type: .boolean),
            AttributeDefinition(entity: .account, apiName: "renewal", type: .dateTime),
        ], kpis: ["au_30d"])

    private func field(_ name: String) throws -> AudienceField {
        try #require(schema.field(name))
    }

    @Test func `comparisons, possessions and activity are joined by and, or, not and brackets`() throws {
        let filter = try AudienceParser.parse(
            "has account and (ARR >= 50000 or segment = 'Enter''prise') and not active in 30 days", schema: schema)
        #expect(
            filter
                == .all([
                    .has(.account),
                    .any([
                        .compare(try field("arr"), .atLeast, .number(50000)),
                        .compare(try field("segment"), .equal, .text("Enter'prise")),
                    ]),
                    .not(.active(days: 30)),
                ]))
    }

    @Test(arguments: [
        (String(repeating: "(", count: 100_000) + "has account", "12 brackets"),
        (String(repeating: "not ", count: 100_000) + "has account", "12 brackets"),
        (Array(repeating: "has account", count: 501).joined(separator: " or "), "500 conditions"),
        ("segment in (" + Array(repeating: "\"a\"", count: 10_001).joined(separator: ", ") + ")", "10000 values"),
    ])
    func `a filter without an end is refused in words`(text: String, words: String) throws {
        let error = try #require(throws: AudienceError.self) { try AudienceParser.parse(text, schema: schema) }
        #expect(error.advice.contains(words))
    }

    @Test func `and binds closer than or`() throws {
        let filter = try AudienceParser.parse("has email or has account and au_30d > 3", schema: schema)
        #expect(
            filter == .any([.has(.email), .all([.has(.account), .compare(try field("au_30d"), .more, .number(3))])]))
    }

    @Test func `lists, negations, days and bare truths are understood`() throws {
        #expect(
            try AudienceParser.parse("segment not in (\"A\", \"B\")", schema: schema)
                == .not(.oneOf(try field("segment"), [.text("A"), .text("B")])))
        #expect(try AudienceParser.parse("renewal is not set", schema: schema) == .not(.isSet(try field("renewal"))))
        #expect(
            try AudienceParser.parse("is_partner", schema: schema)
                == .compare(try field("is_partner"), .equal, .boolean(true)))
        #expect(
            try AudienceParser.parse("renewal < 2026-05-01", schema: schema)
                == .compare(try field("renewal"), .less, .day(try #require(Day("2026-05-01")))))
        #expect(
            try AudienceParser.parse("roles contains \"VIP\"", schema: schema) == .contains(try field("roles"), "VIP"))
    }

    @Test(arguments: [
        ("", 0, "empty"),
        ("ARR > ", 6, "number"),
        ("ARR > \"5\"", 6, "number"),
        ("arrr > 5", 0, "did you mean arr"),
        ("segment = 5", 10, "quotes"),
        ("segment = \"open", 10, "never closed"),
        ("(has account", 12, "expected )"),
        ("has acount", 4, "after has"),
        ("has account has email", 12, "expected and"),
        ("active in 0 days", 10, "whole number"),
        ("roles = \"VIP\"", 6, "cannot be compared"),
        ("is_partner > true", 11, "cannot be compared"),
        ("ARR contains \"x\"", 13, "contains looks into"),
        ("ARR ~ 5", 4, "means nothing"),
        ("renewal < \"soon\"", 10, "a day such as"),
        (String(repeating: "(", count: 13) + "has email", 13, "12 brackets"),
        ("not " + String(repeating: "(", count: 12) + "has email", 16, "12 brackets"),
    ])
    func `what is wrong is pointed at`(filter: String, position: Int, message: String) {
        let error = #expect(throws: AudienceError.self) { try AudienceParser.parse(filter, schema: schema) }
        #expect(error?.position == position)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `the mark stands under its character, on one line of a long filter too`() {
        let long = "has email and\n\t" + String(repeating: "has account and ", count: 40) + "arrr > 5 and has email"
        for filter in ["arr\n>= x", "arrr > 5", long] {
            let error = #expect(throws: AudienceError.self) { try AudienceParser.parse(filter, schema: schema) }
            let lines = (error?.advice ?? "").split(separator: "\n")
            #expect(lines.count == 3, "\(lines)")
            let column = lines.last?.count ?? 0
            let marked = lines.dropFirst().first.map { Array($0) } ?? []
            #expect(column <= marked.count && "ax".contains(marked[column - 1]), "\(lines)")
        }
    }

    @Test func `whatever is written, it is understood or pointed at`() {
        var generator = SeededGenerator(seed: 7)
        let words = [
            "has", "account", "email", "ARR", "segment", "roles", "renewal", "is_partner", "=", "!=", "<>", "<=", "(",
            ")", ",",
            "in", "not", "and", "or", "is", "set", "contains", "active", "days", "30", "-1", "1e9", "½", "\"a\"", "'b'",
            "\"", "2026-05-01",
            "member.", ".", "_", "日本", "\r\n", "\u{0}", "e\u{301}", "🙂", "--", ";", "true",
        ]
        var understood = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &generator)
            let glue = Bool.random(using: &generator) ? " " : ""
            let filter = (0..<count).compactMap { _ in words.randomElement(using: &generator) }.joined(separator: glue)
            do throws(AudienceError) {
                _ = try AudienceParser.parse(filter, schema: schema)
                understood += 1
            } catch {
                #expect((0...filter.count).contains(error.position), "\(filter)")
                #expect(!error.advice.isEmpty)
            }
        }
        #expect(understood > 20)
    }
}
