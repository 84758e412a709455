import Connectors
import Domain
import Testing

@Suite struct BulkUpdateTests {
    private static let job = "7505fEXAMPLE1AAA"
    private static let path = "/jobs/ingest/\(job)"

    private static func job(_ state: String, _ more: String = "") -> RecordedServer.Answer {
        .json(
            """
            {"id":"\(job)","operation":"update","object":"Account","state":"\(state)","contentType":"CSV",\
            "apiVersion":67.0,"contentUrl":"services/data/v67.0\(path)/batches"\(more)}
            """)
    }

    private static let mau = FieldDescription(name: "PX_MAU__c", type: .double, precision: 18, scale: 2)
    private static let plan = FieldDescription(name: "PX_Plan__c", type: .string, length: 10)

    private static func rows() -> PushRows {
        var rows = PushRows(object: "Account", fields: [mau, plan])
        rows.ids = ["001x00000000001AAA", "001x00000000002AAA", "001x00000000003AAA", "001x00000000004AAA"]
        rows.values = [
            [.integer(12), .string("a \"b\", c")], [.null, nil], [.double(1.005), .string("far too long for it")],
            [nil, .string("")],
        ]
        return rows
    }

    @Test func `a job is made, uploaded once, closed, and answered row by row`() async throws {
        let org = try RecordedOrg([
            "POST /jobs/ingest": [Self.job("Open")],
            "GET \(Self.path)": [
                Self.job("Open"), Self.job("InProgress"),
                Self.job("JobComplete", #","numberRecordsProcessed":3,"numberRecordsFailed":1"#),
            ],
            "PUT \(Self.path)/batches": [.init(status: 201)],
            "PATCH \(Self.path)": [Self.job("UploadComplete")],
            "GET \(Self.path)/successfulResults": [
                .csv(
                    """
                    "sf__Id","sf__Created","Id","PX_MAU__c","PX_Plan__c"
                    "001x00000000004AAA","false","001x00000000004AAA","","#N/A"
                    "001x00000000001AAA","false","001x00000000001AAA","12","a ""b"", c"

                    """)
            ],
            "GET \(Self.path)/failedResults": [
                .csv(
                    """
                    "sf__Error","sf__Id","Id","PX_MAU__c","PX_Plan__c"
                    "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","001x00000000002AAA","#N/A",""

                    """)
            ],
            "GET \(Self.path)/unprocessedrecords": [.csv("\"Id\",\"PX_MAU__c\",\"PX_Plan__c\"\n")],
        ])
        let connector = org.connector()
        let job = try await connector.startBulkUpdate(object: "Account", fields: ["PX_MAU__c", "PX_Plan__c"])
        #expect(job == Self.job)
        #expect(
            org.requests("POST /jobs/ingest")[0].text.contains(#""operation":"update""#))
        try await connector.uploadBulkUpdate(job, rows: Self.rows())
        let upload = try #require(org.requests("PUT \(Self.path)/batches").first)
        #expect(upload.headers["content-type"] == "text/csv")
        #expect(
            upload.text == """
                Id,PX_MAU__c,PX_Plan__c
                001x00000000001AAA,12,"a ""b"", c"
                001x00000000002AAA,#N/A,
                001x00000000004AAA,,#N/A

                """)
        #expect(org.requests("PATCH \(Self.path)").map(\.text) == [#"{"state":"UploadComplete"}"#])
        let answers = try #require(try await connector.awaitBulkUpdate(job))
        let faults = Dictionary(uniqueKeysWithValues: answers.map { ($0.id, $0.fault) })
        #expect(faults.count == 4)
        #expect(faults["001x00000000001AAA"] == .some(nil))
        #expect(faults["001x00000000004AAA"] == .some(nil))
        #expect(
            faults["001x00000000002AAA"]
                == .init(
                    code: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [Name]", fields: ["Name"],
                    isTransient: false))
        #expect(faults["001x00000000003AAA"]??.code == "STRING_TOO_LONG")
    }

    @Test(arguments: ["UploadComplete", "InProgress", "JobComplete"])
    func `a job that has its rows is not given them again`(state: String) async throws {
        let org = try RecordedOrg(["GET \(Self.path)": [Self.job(state)]])
        let error = await #expect(throws: SalesforceError.self) {
            try await org.connector().uploadBulkUpdate(Self.job, rows: Self.rows())
        }
        #expect(error?.reason == .isAlreadyUploaded)
        #expect(org.requests("PUT \(Self.path)/batches").isEmpty)
    }

    @Test func `an upload whose answer was lost is settled by a second one that is refused`() async throws {
        let org = try RecordedOrg([
            "GET \(Self.path)": [Self.job("Open")],
            "PUT \(Self.path)/batches": [
                .hangUp, .error(400, "INVALIDJOBSTATE", "Found multiple contents for job"),
            ],
            "PATCH \(Self.path)": [Self.job("UploadComplete")],
        ])
        try await org.connector().uploadBulkUpdate(Self.job, rows: Self.rows())
        #expect(org.requests("PUT \(Self.path)/batches").count == 2)
        #expect(org.requests("PATCH \(Self.path)").count == 1)
    }

    @Test func `closing that was heard although its answer was lost is no failure`() async throws {
        let org = try RecordedOrg([
            "GET \(Self.path)": [Self.job("Open"), Self.job("InProgress")],
            "PUT \(Self.path)/batches": [.init(status: 201)],
            "PATCH \(Self.path)": [.hangUp, .error(400, "INVALIDJOBSTATE", "Job state is already UploadComplete")],
        ])
        try await org.connector().uploadBulkUpdate(Self.job, rows: Self.rows())
        #expect(org.requests("PATCH \(Self.path)").count == 2)
    }

    @Test func `a job that never got its rows is given up and has no answers`() async throws {
        let org = try RecordedOrg([
            "GET \(Self.path)": [Self.job("Open")], "PATCH \(Self.path)": [Self.job("Aborted")],
        ])
        #expect(try await org.connector().awaitBulkUpdate(Self.job) == nil)
        #expect(org.requests("PATCH \(Self.path)").map(\.text) == [#"{"state":"Aborted"}"#])
        #expect(try await org.connector().awaitBulkUpdate("7505fEXAMPLE2AAA") == nil)
    }

    @Test func `a job that failed as a whole says why, once, and then has no answers`() async throws {
        let org = try RecordedOrg([
            "POST /jobs/ingest": [Self.job("Open")],
            "GET \(Self.path)": [
                Self.job(
                    "Failed",
                    #","numberRecordsProcessed":0,"errorMessage":"InvalidBatch : Field name not found : PX_MAU__c""#)
            ],
        ])
        let connector = org.connector()
        let job = try await connector.startBulkUpdate(object: "Account", fields: ["PX_MAU__c"])
        let error = await #expect(throws: SalesforceError.self) { try await connector.awaitBulkUpdate(job) }
        #expect(error?.reason == .fieldNotFound)
        #expect(error?.field == "PX_MAU__c")
        #expect(try await connector.awaitBulkUpdate(job) == nil)
    }

    @Test func `rows that an ended job did not come to may be tried again`() async throws {
        let org = try RecordedOrg([
            "GET \(Self.path)": [Self.job("Failed", #","numberRecordsProcessed":1,"numberRecordsFailed":0"#)],
            "GET \(Self.path)/successfulResults": [
                .csv("sf__Id,sf__Created,Id\n001x00000000001AAA,false,001x00000000001AAA\n")
            ],
            "GET \(Self.path)/unprocessedrecords": [.csv("Id\n001x00000000002AAA\n")],
        ])
        let answers = try #require(try await org.connector().awaitBulkUpdate(Self.job))
        #expect(answers.map(\.id) == ["001x00000000001AAA", "001x00000000002AAA"])
        #expect(answers.map { $0.fault?.isTransient } == [nil, true])
        #expect(org.requests("GET \(Self.path)/failedResults").isEmpty)
    }

    @Test func `results that were cut off are read again`() async throws {
        let whole = "sf__Id,sf__Created,Id\n001x00000000001AAA,false,1\n001x00000000002AAA,false,2\n"
        let org = try RecordedOrg([
            "GET \(Self.path)": [Self.job("JobComplete", #","numberRecordsProcessed":2,"numberRecordsFailed":0"#)],
            "GET \(Self.path)/successfulResults": [.csv(String(whole.dropLast(29))), .csv(whole)],
            "GET \(Self.path)/unprocessedrecords": [.csv("Id\n")],
        ])
        let answers = try #require(try await org.connector().awaitBulkUpdate(Self.job))
        #expect(answers.map(\.id) == ["001x00000000001AAA", "001x00000000002AAA"])
    }

    @Test func `a field outside PX_ is never written, whatever the caller says`() async throws {
        let org = try RecordedOrg(["GET \(Self.path)": [Self.job("Open")]])
        let connector = org.connector()
        for name in ["Name", "px_MAU__c", "PX_MAU", "X_PX_MAU__c", "Account.PX_MAU__c", "Id"] {
            var rows = PushRows(object: "Account", fields: [FieldDescription(name: name, type: .double, scale: 2)])
            rows.ids = ["001x00000000001AAA"]
            rows.values = [[.integer(1)]]
            let started = await #expect(throws: SalesforceError.self) {
                try await connector.startBulkUpdate(object: "Account", fields: [name])
            }
            let uploaded = await #expect(throws: SalesforceError.self) {
                try await connector.uploadBulkUpdate(Self.job, rows: rows)
            }
            let updated = await #expect(throws: SalesforceError.self) { try await connector.update(rows) }
            #expect([started, uploaded, updated].allSatisfy { $0?.reason == .writeOutsidePushFields }, "\(name)")
        }
        #expect(org.server.requests.isEmpty)
    }
}
