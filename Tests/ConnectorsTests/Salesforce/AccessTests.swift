import Connectors
import Domain
import TestSupport
import Testing

@Suite struct AccessTests {
    private static let describe = "GET /sobjects/Account/describe"

    @Test func `an org that shows all that is wanted gives no findings`() async throws {
        let findings = try await findings(
            .json(try Fixture.text("salesforce/Account.describe.json")),
            WantedAccess(
                object: "Account",
                reads: [.init("Name", type: .string), .init("NumberOfEmployees", type: .number), .init("Owner.Name")]))
        #expect(findings == [])
    }

    @Test(arguments: [
        (
            WantedAccess(object: "Account", reads: [.init("ERP_Code__c")]), AccessFinding.Kind.fieldMissing,
            "Account.ERP_Code__c"
        ),
        (WantedAccess(object: "Account", reads: [.init("BillingAddress", type: .string)]), .wrongType, "address"),
        (WantedAccess(object: "Account", reads: [.init("AnnualRevenue", type: .string)]), .wrongType, "currency"),
        (WantedAccess(object: "Account", pushes: [.init("PX_MAU__c")]), .fieldMissing, "field-level security"),
        (WantedAccess(object: "Account", pushes: [.init("Name")]), .fieldNotForPush, "PX_"),
    ])
    func `what is missing is named, with what to do`(
        wanted: WantedAccess, kind: AccessFinding.Kind, words: String
    ) async throws {
        let findings = try await findings(.json(try Fixture.text("salesforce/Account.describe.json")), wanted)
        #expect(findings.map(\.kind) == [kind])
        #expect(findings.first?.sentence.contains(words) == true, "\(findings)")
    }

    @Test(arguments: [
        (#""updateable":false"#, AccessFinding.Kind.fieldNotUpdateable, "field-level security"),
        (#""updateable":false,"calculated":true"#, .fieldNotUpdateable, "is a formula"),
    ])
    func `a push field that cannot be edited is named`(flags: String, kind: AccessFinding.Kind, words: String)
        async throws
    {
        let body = #"{"name":"Account","fields":[{"name":"PX_MAU__c","type":"double",\#(flags)}]}"#
        let findings = try await findings(
            .json(body), WantedAccess(object: "Account", pushes: [.init("PX_MAU__c", type: .number)]))
        #expect(findings.map(\.kind) == [kind])
        #expect(findings.first?.sentence.contains(words) == true, "\(findings)")
    }

    @Test func `an object that cannot be read or edited is named`() async throws {
        let body =
            #"{"name":"Account","queryable":false,"updateable":false,"fields":[{"name":"PX_A__c","type":"double"}]}"#
        let findings = try await findings(
            .json(body), WantedAccess(object: "Account", pushes: [.init("PX_A__c", type: .number)]))
        #expect(findings.map(\.kind) == [.objectNotReadable, .objectNotUpdateable])
    }

    @Test(arguments: [
        (
            RecordedServer.Answer.error(404, "NOT_FOUND", "The requested resource does not exist"),
            AccessFinding.Kind.objectMissing
        ),
        (.error(403, "INSUFFICIENT_ACCESS", "x"), .objectNotReadable),
        (.error(403, "API_DISABLED_FOR_ORG", "API is disabled for this org"), .apiDisabled),
    ])
    func `a describe that is refused is itself a finding`(
        answer: RecordedServer.Answer, kind: AccessFinding.Kind
    ) async throws {
        #expect(try await findings(answer, WantedAccess(object: "Account")).map(\.kind) == [kind])
    }

    @Test func `a login that fails is no finding but an error`() async throws {
        let error = await #expect(throws: SalesforceError.self) {
            try await findings(.expired, WantedAccess(object: "Account"))
        }
        #expect(error?.reason == .sessionExpired)
    }

    private func findings(_ answer: RecordedServer.Answer, _ wanted: WantedAccess) async throws -> [AccessFinding] {
        let org = try RecordedOrg([Self.describe: [answer]])
        return try await org.connector().checkAccess([wanted])
    }
}
