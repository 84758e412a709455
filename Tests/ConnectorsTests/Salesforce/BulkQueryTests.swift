import Connectors
import Domain
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct BulkQueryTests {
    private static let results = "GET /jobs/query/750R0000000zlh9IAA/results"
    private static let job = "750R0000000zlh9IAA"
    /// What an org answered when a job was made (S§11).
    private static func job(_ state: String, _ more: String = "") -> RecordedServer.Answer {
        .json(
            """
            {"id":"\(job)","operation":"query","object":"Account","createdById":"005R0000000GiwjIAC",\
            "createdDate":"2018-12-10T17:50:19.000+0000","systemModstamp":"2018-12-10T17:50:19.000+0000",\
            "state":"\(state)","concurrencyMode":"Parallel","contentType":"CSV","apiVersion":67.0,\
            "lineEnding":"LF","columnDelimiter":"COMMA"\(more)}
            """)
    }

    private static func page(
        _ ids: Range<Int>, of count: Int? = nil, locator: String, header: String = "\"Id\",\"Name\"\n"
    ) -> RecordedServer.Answer {
        .csv(
            header + ids.map { "\"\($0)\",\"Acme, \($0)\"\n" }.joined(),
            headers: [("Sforce-NumberOfRecords", "\(count ?? ids.count)"), ("Sforce-Locator", locator)])
    }

    @Test func `a job is made, followed until it ends, and counted`() async throws {
        let org = try RecordedOrg([
            "POST /jobs/query": [Self.job("UploadComplete")],
            "GET /jobs/query/\(Self.job)": [
                Self.job("UploadComplete"), Self.job("InProgress"),
                Self.job("JobComplete", #","numberRecordsProcessed":740"#),
            ],
        ])
        let connector = org.connector()
        let job = try await connector.startBulkQuery("SELECT Id FROM Account", includingDeleted: true)
        #expect(job == Self.job)
        #expect(
            org.requests("POST /jobs/query")[0].text.contains(#""operation":"queryAll""#))
        #expect(try await connector.awaitBulkQuery(job) == 740)
        #expect(org.clock.sleeps == [.milliseconds(4), .milliseconds(6)])
        #expect(try await connector.awaitBulkQuery("750R00000000000AAA") == nil)
    }

    @Test(arguments: [
        (
            "INVALIDENTITY: Entity 'X__Share' is not supported by the Bulk API.",
            SalesforceError.Reason.notSupportedInBulk
        ),
        ("InvalidBatch : Field name not found : Foo__c", .fieldNotFound),
        ("InvalidBatch : something else", .bulkJobFailed),
    ])
    func `a job that failed as a whole says why, once`(message: String, reason: SalesforceError.Reason) async throws {
        let org = try RecordedOrg([
            "POST /jobs/query": [Self.job("UploadComplete")],
            "GET /jobs/query/\(Self.job)": [
                Self.job("Failed", #","numberRecordsProcessed":0,"errorMessage":"\#(message)""#)
            ],
        ])
        let connector = org.connector()
        let job = try await connector.startBulkQuery("SELECT Foo__c FROM X__Share", includingDeleted: false)
        let error = await #expect(throws: SalesforceError.self) { try await connector.awaitBulkQuery(job) }
        #expect(error?.reason == reason)
        #expect(try await connector.awaitBulkQuery(job) == nil, "a later run begins anew")
        #expect(try await org.connector().awaitBulkQuery(job) == nil, "and so does a later process")
    }

    @Test func `pages are read to the locator null, and each end says where the next begins`() async throws {
        let org = try RecordedOrg([
            Self.results: [
                Self.page(0..<3, locator: "MTAwMDA"), Self.page(3..<5, locator: "MjAwMDA"),
                Self.page(5..<6, locator: "null"),
            ]
        ])
        let read = try await read(org.connector())
        #expect(read.ids == Array(0..<6).map(String.init))
        #expect(read.names[1] == "Acme, 1")
        #expect(read.ends == ["MTAwMDA 3", "MjAwMDA 2", "- 1"])
        #expect(org.requests(Self.results).map { $0.query("locator") ?? "-" } == ["-", "MTAwMDA", "MjAwMDA"])
    }

    @Test func `reading goes on from a locator`() async throws {
        let org = try RecordedOrg([Self.results: [Self.page(3..<5, locator: "null")]])
        let read = try await read(org.connector(), from: "MTAwMDA")
        #expect(read.ids == ["3", "4"])
        #expect(org.requests(Self.results).map { $0.query("locator") } == ["MTAwMDA"])
    }

    @Test func `columns in another order are put into the order that was asked for`() async throws {
        let swapped = RecordedServer.Answer.csv(
            "\"NAME\",\"Id\"\n\"Acme\",\"1\"\n",
            headers: [("Sforce-NumberOfRecords", "1"), ("Sforce-Locator", "null")])
        let org = try RecordedOrg([Self.results: [swapped]])
        let read = try await read(org.connector())
        #expect(read.ids == ["1"])
        #expect(read.names == ["Acme"])
    }

    @Test(arguments: ["", "\"Id\",\"Name\"\n"])
    func `an empty result comes with or without a header`(header: String) async throws {
        let org = try RecordedOrg([Self.results: [Self.page(0..<0, locator: "null", header: header)]])
        let read = try await read(org.connector())
        #expect(read.ids == [])
        #expect(read.ends == ["- 0"])
    }

    @Test(arguments: [
        "the connection breaks": page(0..<20_000, locator: "null").cut(after: 300_000),
        "the connection breaks in the first row": page(0..<20_000, locator: "null").cut(after: 20),
        "nothing comes": .hangUp,
        "rows are missing": page(0..<12_000, of: 20_000, locator: "null"),
        "a row is cut inside its quotes": {
            var answer = page(0..<20_000, locator: "null")
            answer.body.removeLast(5)
            return answer
        }(),
        "a row is broken in the middle": {
            var answer = page(0..<20_000, locator: "null")
            if let place = answer.body.firstRange(of: Array("\"9000\",\"Acme, ".utf8)) {
                answer.body.replaceSubrange(place, with: Array("\"9000\"x\"Acme, ".utf8))
            }
            return answer
        }(),
        "the org is busy": .error(503, "SERVER_UNAVAILABLE", "Too busy"),
        "the edge is busy": .init(status: 420),
        "the session ended": .expired,
    ])
    func `a page that breaks off is read again, and no row is handed out twice`(
        fault: String, broken: RecordedServer.Answer
    ) async throws {
        let org = try RecordedOrg([Self.results: [broken, Self.page(0..<20_000, locator: "null")]])
        let read = try await read(org.connector())
        #expect(read.ids == Array(0..<20_000).map(String.init), "\(fault)")
        #expect(read.ends == ["- 20000"])
        #expect(org.requests(Self.results).count == 2)
    }

    @Test func `a page that never comes whole ends the run with a remedy, not with missing rows`() async throws {
        let org = try RecordedOrg([Self.results: [Self.page(0..<5, of: 9, locator: "null")]])
        let error = await #expect(throws: SalesforceError.self) { try await read(org.connector()) }
        #expect(error?.reason == .resultsIncomplete)
        #expect(error?.remedy == .pauseRun)
        #expect(org.requests(Self.results).count == 4)
    }

    @Test func `results of another version are refused at once`() async throws {
        let org = try RecordedOrg([Self.results: [.init(status: 409)]])
        let error = await #expect(throws: SalesforceError.self) { try await read(org.connector()) }
        #expect(error?.reason == .malformedRequest)
        #expect(org.requests(Self.results).count == 1)
    }

    @Test func `compressed results are read as they are`() async throws {
        // gzip of "Id","Name"\n"1","Acme, 1"\n
        let body = try #require(
            Data(base64Encoded: "H4sIAAAAAAACA1PyTFHSUfJLzE1V4lIyBDIdk3NTdRQMlbgAOLjclRoAAAA="))
        var answer = Self.page(1..<2, locator: "null")
        answer.headers.append(("Content-Encoding", "gzip"))
        answer.body = Array(body)
        var cut = answer
        cut.body.removeLast(12)
        let org = try RecordedOrg([Self.results: [cut, answer]])
        let read = try await read(org.connector())
        #expect(read.ids == ["1"])
        #expect(read.names == ["Acme, 1"])
        #expect(org.requests(Self.results).count == 2)
    }

    @Test func `the next pages are on their way while the first is being read`() async throws {
        let org = try RecordedOrg([
            Self.results: [
                Self.page(0..<20_000, locator: "a"), Self.page(20_000..<40_000, locator: "b"),
                Self.page(40_000..<60_000, locator: "null"),
            ]
        ])
        var pages = org.connector().bulkResults(Self.job, fields: ["Id", "Name"], from: nil)
        let first = try #require(try await pages.next())
        #expect(first.endOfPage == nil)
        #expect((1...8000).contains(first.rows.rowCount))
        while org.requests(Self.results).count < 2 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(org.requests(Self.results)[1].query("locator") == "a")
    }

    @Test func `a slow reader holds the server back, and lets it go when it stops reading`() async throws {
        var large = RecordedServer.Answer.csv(
            "\"Id\",\"Name\"\n", headers: [("Sforce-NumberOfRecords", "6000"), ("Sforce-Locator", "null")])
        let name = String(repeating: "x", count: 10_000)
        large.body += Array(Array(repeating: "\"1\",\"\(name)\"\n", count: 6000).joined().utf8)
        let org = try RecordedOrg([Self.results: [large]])
        do {
            var pages = org.connector().bulkResults(Self.job, fields: ["Id", "Name"], from: nil)
            #expect(try await pages.next()?.rows.isEmpty == false)
            #expect(await settled { org.server.sentBytes } < 40_000_000)
        }
        #expect(await settled { org.server.sentBytes } < 40_000_000)
    }

    /// A figure once it has stopped moving.
    private func settled(_ figure: () -> Int) async -> Int {
        var (last, same) = (figure(), 0)
        while same < 20 {
            try? await Task.sleep(for: .milliseconds(10))
            same = figure() == last ? same + 1 : 0
            last = figure()
        }
        return last
    }

    private struct Read {
        var ids: [String] = []
        var names: [String] = []
        /// Locator and count of each page's end.
        var ends: [String] = []
    }

    private func read(_ connector: SalesforceConnector, from locator: String? = nil) async throws -> Read {
        var pages = connector.bulkResults(Self.job, fields: ["Id", "Name"], from: locator)
        var read = Read()
        while let part = try await pages.next() {
            read.ids += part.rows.rows.map { $0[0] }
            read.names += part.rows.rows.map { $0[1] }
            if let end = part.endOfPage { read.ends.append("\(end.locator ?? "-") \(end.recordCount)") }
        }
        return read
    }
}
