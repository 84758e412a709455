import Domain
import TestSupport
import Testing

/// The contact vectors of D§28, and what D§5 says beside them.
@Suite struct ContactRuleTests {
    private let one = "0035g0000000Q0uAAE"
    private let two = "0035g0000000Q0zAAE"
    private let rules: [MatchRule] = [.salesforceID, .email(foldsPlusTags: false), .phone(defaultCountry: nil)]

    @Test func `a shared address links nobody and the telephone may`() throws {
        let scene = MatchScene(
            .user, rules: rules,
            ours: [["id": "u", "email": "a@x.com", "phone": "+1 555 000 11"], ["id": "v", "email": "a@x.com"]],
            theirs: [["Id": one, "Email": "A@x.com"], ["Id": two, "Email": "a@x.com", "Phone": "(1) 555-000-11"]])
        #expect(try scene.decide() == ["linked phone \(two) 1", "ambiguous email - 2"])
        #expect(try scene.trail() == ["no_value", "ambiguous", "linked"])
    }

    @Test func `the last rule that found several is named`() throws {
        let scene = MatchScene(
            .user, rules: rules, ours: [["id": "u", "email": "a@x.com", "phone": "55555"]],
            theirs: (0..<3).map {
                ["Id": "0035g000000000\($0)AAA", "Email": $0 < 2 ? "a@x.com" : "", "Phone": "55555"]
            })
        #expect(try scene.decide() == ["ambiguous phone - 3"])
    }

    @Test func `a custom field of several contacts is rejected too`() throws {
        var scene = MatchScene(
            .user, rules: [.customField(ours: "no", theirs: "No__c", ignoresCase: true)],
            ours: [["id": "u", "no": "7"]],
            theirs: [["Id": one, "No__c": "7"], ["Id": two, "No__c": "7"]])
        scene.ourTypes = ["no": .string]
        #expect(try scene.decide() == ["ambiguous custom_field - 2"])
    }

    @Test func `a value that thousands share costs no more than others`() throws {
        let shared = (0..<30_000).map { ["Id": String(15_000_000_000_000_00 + $0), "Phone": "00000"] }
        let scene = MatchScene(
            .user, rules: [.phone(defaultCountry: nil)], ours: [["id": "u", "phone": "00000"]], theirs: shared)
        #expect(try scene.decide() == ["ambiguous phone - 30000"])
    }

    @Test(arguments: [
        (RecordOverride(link: "0035g0000000Q0zAAE"), "linked manual 0035g0000000Q0zAAE 1"),
        (RecordOverride(link: "0035g000000XXXXAAA"), "unmatched manual - 0"),
        (RecordOverride(link: "0035g0000000Q0zAAE", isStale: true), "linked email 0035g0000000Q0uAAE 1"),
        (RecordOverride(never: ["0035g0000000Q0uAAE"]), "linked phone 0035g0000000Q0zAAE 1"),
        (RecordOverride(never: ["0035g0000000Q0uAAE", "0035g0000000Q0zAAE"]), "excluded - - 0"),
        (RecordOverride(neverAtAll: true), "excluded manual - 0"),
    ])
    func `rules obey what a person decided`(override: RecordOverride, expected: String) throws {
        var scene = MatchScene(
            .user, rules: rules, ours: [["id": "u", "email": "a@x.com", "phone": "55555"]],
            theirs: [["Id": one, "Email": "a@x.com"], ["Id": two, "Phone": "55555"]])
        scene.overrides = ["u": override]
        #expect(try scene.decide() == [expected])
    }

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func `of those that a person has not ruled out the oldest is taken`(order: [Int]) throws {
        let ids = ["0035g0000000Q01AAE", "0035g0000000Q02AAE", "0035g0000000Q03AAE"]
        var scene = MatchScene(
            .account, rules: [.name], ours: [["id": "a", "name": "Acme"]],
            theirs: order.map { ["Id": ids[$0], "Name": "Acme", "CreatedDate": "2023-0\($0 + 1)-01T00:00:00.000Z"] })
        scene.overrides = ["a": RecordOverride(never: [ids[0]])]
        #expect(try scene.decide() == ["ambiguous_pick name \(ids[1]) 2"])
    }

    @Test func `ruling one of two out makes the other clear`() throws {
        var scene = MatchScene(
            .user, rules: rules, ours: [["id": "u", "email": "a@x.com"]],
            theirs: [["Id": one, "Email": "a@x.com"], ["Id": two, "Email": "a@x.com"]])
        scene.overrides = ["u": RecordOverride(never: [one])]
        #expect(try scene.decide() == ["linked email \(two) 1"])
    }
}
