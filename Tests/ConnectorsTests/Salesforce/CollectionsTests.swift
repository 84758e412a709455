import Connectors
import Domain
import TestSupport
import Testing

@Suite struct CollectionsTests {
    private static let patch = "PATCH /composite/sobjects"
    private static let fields = [
        FieldDescription(name: "PX_MAU__c", type: .double, precision: 18, scale: 2),
        FieldDescription(name: "PX_Plan__c", type: .string, length: 10),
        FieldDescription(name: "PX_Seen__c", type: .datetime),
    ]

    private static func rows(_ values: [[Value?]]) -> PushRows {
        var rows = PushRows(object: "Account", fields: fields)
        rows.values = values
        rows.ids = values.indices.map { "001x0000000000\($0)AAA" }
        return rows
    }

    private static func answer(_ rows: String...) -> RecordedServer.Answer { .json("[\(rows.joined(separator: ","))]") }
    private static let done = #"{"id":"001x00000000000AAA","success":true,"errors":[]}"#
    private static let locked =
        #"{"id":"001x00000000001AAA","success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access to this record or 1 records: 001x00000000001AAA","fields":[]}]}"#
    private static let tooLong =
        #"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Plan: data value too large (max length=10)","fields":["PX_Plan__c"]}]}"#

    @Test func `records go out as JSON, and each is answered in its place`() async throws {
        let org = try RecordedOrg([Self.patch: [Self.answer(Self.done, Self.tooLong)]])
        let seen = try #require(Instant(iso8601: "2026-05-13T10:00:00Z"))
        let answers = try await org.connector().update(
            Self.rows([
                [.double(12.345), .string("a\"b\n"), .dateTime(seen)], [.integer(1), .string("12345678901"), nil],
                [.null, nil, .null],
            ]))
        #expect(answers.map(\.id) == ["001x00000000000AAA", "001x00000000001AAA", "001x00000000002AAA"].map { $0 })
        #expect(answers.map { $0.fault?.code } == [nil, "STRING_TOO_LONG", "STRING_TOO_LONG"])
        #expect(answers[2].fault?.fields == ["PX_Plan__c"])
        #expect(
            org.requests(Self.patch)[0].text == """
                {"allOrNone":false,"records":[{"attributes":{"type":"Account"},"Id":"001x00000000000AAA",\
                "PX_MAU__c":12.35,"PX_Plan__c":"a\\"b\\n","PX_Seen__c":"2026-05-13T10:00:00.000Z"},\
                {"attributes":{"type":"Account"},"Id":"001x00000000002AAA","PX_MAU__c":null,"PX_Seen__c":null}]}
                """)
    }

    @Test func `a locked record is tried again after a pause, the written ones are not`() async throws {
        let org = try RecordedOrg([Self.patch: [Self.answer(Self.done, Self.locked), Self.answer(Self.done)]])
        let answers = try await org.connector().update(Self.rows([[.integer(1), nil, nil], [.integer(2), nil, nil]]))
        #expect(answers.map(\.fault) == [nil, nil])
        #expect(org.requests(Self.patch).count == 2)
        #expect(!org.requests(Self.patch)[1].text.contains("001x00000000000AAA"))
        #expect(org.clock.sleeps == [.milliseconds(500)])
    }

    @Test func `a record that stays locked is left for a later run`() async throws {
        let org = try RecordedOrg([Self.patch: [Self.answer(Self.locked)]])
        let answers = try await org.connector().update(Self.rows([[.integer(1), nil, nil]]))
        #expect(answers.map { $0.fault?.isTransient } == [true])
        #expect(org.requests(Self.patch).count == 4)
    }

    @Test(arguments: [
        RecordedServer.Answer.hangUp, .error(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."),
        answer(done, done).cut(after: 10),
    ])
    func `after a lost answer only what is not in place is sent again`(lost: RecordedServer.Answer) async throws {
        let org = try RecordedOrg([
            Self.patch: [lost, Self.answer(Self.done)],
            "POST /composite/sobjects/Account": [
                .json(
                    """
                    [{"Id":"001x00000000000AAA","PX_MAU__c":12.0,"PX_Plan__c":null,"PX_Seen__c":"2026-05-13T10:00:00.000+0000"},
                    {"Id":"001x00000000001AAA","PX_MAU__c":11.0,"PX_Plan__c":null,"PX_Seen__c":null}]
                    """)
            ],
        ])
        let seen = try #require(Instant(iso8601: "2026-05-13T10:00:00Z"))
        let answers = try await org.connector().update(
            Self.rows([[.integer(12), .null, .dateTime(seen)], [.integer(12), nil, nil]]))
        #expect(answers.map(\.fault) == [nil, nil])
        let sent = org.requests(Self.patch)
        #expect(sent.count == 2)
        #expect(!sent[1].text.contains("001x00000000000AAA"))
        #expect(sent[1].text.contains("001x00000000001AAA"))
    }

    @Test func `what surely was not carried out is simply sent again`() async throws {
        var busy = RecordedServer.Answer.error(503, "SERVER_UNAVAILABLE", "Too busy")
        busy.headers.append(("Retry-After", "7"))
        let org = try RecordedOrg([Self.patch: [busy, .init(status: 429), Self.answer(Self.done)]])
        let answers = try await org.connector().update(Self.rows([[.integer(12), nil, nil]]))
        #expect(answers.map(\.fault) == [nil])
        #expect(org.clock.sleeps == [.seconds(7), .seconds(1)])
        #expect(org.requests("POST /composite/sobjects/Account").isEmpty)
    }

    @Test func `more than two hundred records go out in several requests`() async throws {
        let whole = RecordedServer.Answer.json("[\(Array(repeating: Self.done, count: 200).joined(separator: ","))]")
        let org = try RecordedOrg([Self.patch: [whole, Self.answer(Self.done)]])
        let answers = try await org.connector().update(
            Self.rows(Array(repeating: [.integer(1), nil, nil], count: 201)))
        #expect(answers.count == 201)
        #expect(org.requests(Self.patch).count == 2)
    }
}
