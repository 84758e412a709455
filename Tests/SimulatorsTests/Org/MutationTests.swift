import Simulators
import Testing

@Suite struct MutationTests {
    /// A generator that gives the same numbers for the same seed everywhere.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
    }

    private static let queries = [
        "SELECT Id, Name, Owner.Name, (SELECT Id FROM Contacts LIMIT 1) FROM Account WHERE Name LIKE 'a\\'%' ORDER BY Name NULLS LAST",
        "SELECT Industry, COUNT(Id) c FROM Account WHERE CreatedDate = LAST_N_DAYS:9999 GROUP BY ROLLUP(Industry) HAVING COUNT(Id) > 0",
        "SELECT TYPEOF What WHEN Account THEN Name ELSE Id END FROM Task WHERE WhatId IN (SELECT Id FROM Account) LIMIT 5 OFFSET 2",
        "SELECT FIELDS(ALL) FROM Site__c WHERE NOT (Size__c >= -1.5e3 OR Seen__c < 2026-01-01T00:00:00.000000+00:00) LIMIT 200",
        "FIND {ada OR \"b c\"} IN NAME FIELDS RETURNING Account(Id WHERE Name = 'x)' LIMIT 3), Contact LIMIT 9",
    ]
    private static let pieces = [
        "", "'", "(", ")", ",", ".", "\\", "{", "}", "9223372036854775807", "-", "NEXT_N_YEARS:100000", "é", " ",
        "NULL", "COUNT(",
        "SELECT", "IN", "2026-99-99", "*", "%", "\n",
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a damaged query is answered or refused, and nothing breaks`(seed: UInt64) throws {
        let fixture = try OrgFixture()
        var dice = Dice(state: seed)
        for _ in 0..<400 {
            var text = Array(Self.queries[dice.roll(Self.queries.count)].unicodeScalars)
            for _ in 0...dice.roll(3) {
                let place = dice.roll(text.count)
                text.replaceSubrange(
                    place..<min(text.count, place + dice.roll(6)),
                    with: Self.pieces[dice.roll(Self.pieces.count)].unicodeScalars)
                if text.isEmpty { text = ["x"] }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            let soql = String(view)
            let fault = fixture.fault {
                if soql.hasPrefix("FIND") {
                    _ = try fixture.org.search(sosl: soql, version: "62.0")
                } else {
                    let json = "[" + (try fixture.records(soql)) + "]"
                    #expect(throws: Never.self, "\(soql)") { try JSONParser.parse(Array(json.utf8)) }
                }
            }
            #expect(fault.map { !$0.errorCode.isEmpty && !$0.message.isEmpty } ?? true, "\(soql)")
        }
    }
}
