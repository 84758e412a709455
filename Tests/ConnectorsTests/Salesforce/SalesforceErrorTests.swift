import Connectors
import Domain
import Logging
import TestSupport
import Testing

@Suite struct SalesforceErrorTests {
    @Test(arguments: [
        (
            401, "INVALID_SESSION_ID", "Session expired or invalid", SalesforceError.Reason.sessionExpired,
            Remedy.reauthorize
        ),
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", .requestLimitExceeded, .pauseRun),
        (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", .serverUnavailable, .pauseRun),
        (403, "API_DISABLED_FOR_ORG", "API is disabled for this org", .apiDisabled, .failRun),
        (403, "API_CURRENTLY_DISABLED", "API is currently disabled", .apiDisabled, .failRun),
        (403, "INSUFFICIENT_ACCESS", "insufficient access rights", .insufficientAccess, .failRun),
        (403, "FUNCTIONALITY_NOT_ENABLED", "Functionality not enabled", .functionDisabled, .failRun),
        (403, "OAUTH_APP_BLOCKED", "this app is blocked", .appBlocked, .reauthorize),
        (404, "NOT_FOUND", "The requested resource does not exist", .notFound, .failRun),
        (404, "ENTITY_IS_DELETED", "entity is deleted", .recordGone, .skipRecord),
        (400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", .recordGone, .skipRecord),
        (400, "MALFORMED_ID", "malformed id 001", .recordGone, .skipRecord),
        (400, "MALFORMED_QUERY", "unexpected token: 'IS'", .malformedQuery, .failRun),
        (400, "MALFORMED_SEARCH", "No search term found.", .malformedQuery, .failRun),
        (400, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field", .malformedQuery, .failRun),
        (400, "INVALID_QUERY_LOCATOR", "invalid query locator", .locatorExpired, .pauseRun),
        (400, "QUERY_TIMEOUT", "Your query request was running for too long.", .queryTimeout, .pauseRun),
        (400, "OPERATION_TOO_LARGE", "exceeded 100000 distinct ids", .queryTooLarge, .failRun),
        (400, "QUERY_TOO_COMPLICATED", "QUERY_TOO_COMPLICATED", .queryTooLarge, .failRun),
        (400, "JSON_PARSER_ERROR", "Unexpected character", .malformedRequest, .failRun),
        (405, "METHOD_NOT_ALLOWED", "HTTP Method 'PUT' not allowed. Allowed are GET", .malformedRequest, .failRun),
        (400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", .requiredFieldMissing, .skipRecord),
        (400, "STRING_TOO_LONG", "Plan: data value too large: xyz (max length=255)", .valueRejected, .skipRecord),
        (
            400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field: x",
            .valueRejected, .skipRecord
        ),
        (400, "INVALID_EMAIL_ADDRESS", "invalid email address: x", .valueRejected, .skipRecord),
        (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Renewal must be later", .ruleRejected, .skipRecord),
        (400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Trg: execution of BeforeUpdate", .ruleRejected, .skipRecord),
        (400, "CANNOT_EXECUTE_FLOW_TRIGGER", "We can't save this record", .ruleRejected, .skipRecord),
        (400, "FIELD_FILTER_VALIDATION_EXCEPTION", "Value does not exist", .ruleRejected, .skipRecord),
        (
            400, "DUPLICATE_VALUE", "duplicate value found: X duplicates value on record with id: 001", .duplicate,
            .skipRecord
        ),
        (400, "DUPLICATES_DETECTED", "Use one of these records?", .duplicate, .skipRecord),
        (
            400, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", .recordNotWritable,
            .skipRecord
        ),
        (400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "x", .recordNotWritable, .skipRecord),
        (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", .rowLocked, .retry(after: .seconds(2))),
        (400, "TXN_SECURITY_METERING_ERROR", "x", .serverUnavailable, .pauseRun),
        (400, "STORAGE_LIMIT_EXCEEDED", "storage limit exceeded", .storageExceeded, .failRun),
        (400, "SERVER_UNAVAILABLE", "x", .serverUnavailable, .pauseRun),
        (400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back", .rolledBack, .skipRecord),
        (400, "PROCESSING_HALTED", "The transaction was rolled back", .rolledBack, .skipRecord),
        (400, "INVALIDENTITY", "Entity 'X' is not supported by the Bulk API.", .notSupportedInBulk, .failRun),
        (400, "SOMETHING_NEW", "nobody has met it", .unexpectedAnswer, .failRun),
    ])
    func `each code of the REST API has its reason and its remedy`(
        status: Int, code: String, message: String, reason: SalesforceError.Reason, remedy: Remedy
    ) async throws {
        let error = try await fault(.error(status, code, message))
        #expect(error.reason == reason)
        #expect(error.remedy == remedy)
        #expect(error.code == code)
        #expect(error.advice.contains(code))
    }

    @Test(arguments: [
        (RecordedServer.Answer(status: 414), SalesforceError.Reason.requestTooLong),
        (.init(status: 431), .requestTooLong),
        (.init(status: 413), .uploadTooLarge),
        (.init(status: 403), .insufficientAccess),
        (.init(status: 401), .sessionExpired),
        (.init(status: 302, headers: [("Location", "https://elsewhere.example/")]), .redirected),
        (.init(status: 420), .serverUnavailable),
        (.init(status: 429), .serverUnavailable),
        (.init(status: 500), .serverUnavailable),
        (.init(status: 502), .serverUnavailable),
        (.init(status: 503), .serverUnavailable),
        (.hangUp, .dropped),
        (.json("[{").cut(after: 1), .dropped),
        (.json("[{"), .unexpectedAnswer),
        (
            .init(headers: [("Content-Type", "text/html; charset=UTF-8")], body: Array("<html>".utf8)),
            .webPageInsteadOfData
        ),
        (.init(body: Array("\u{FEFF} <!DOCTYPE html>".utf8)), .webPageInsteadOfData),
        (.init(status: 404, headers: [("Content-Type", "text/html")], body: Array("<h1>".utf8)), .webPageInsteadOfData),
        (.init(status: 503, headers: [("Content-Type", "text/html")], body: Array("<h1>".utf8)), .serverUnavailable),
    ])
    func `what comes without a code is told by its status or its form`(
        answer: RecordedServer.Answer, reason: SalesforceError.Reason
    ) async throws {
        #expect(try await fault(answer).reason == reason)
    }

    @Test(arguments: [
        (
            "INVALID_FIELD",
            #"SELECT Id, Foo__c FROM Account WHERE Email = 'zoe@acme.example'\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo__c' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c'"#,
            SalesforceError.Reason.fieldNotFound, String?.some("Foo__c"), String?.some("Account")
        ),
        ("INVALID_FIELD", "No such column 'Foo__c' on sobject of type Account", .fieldNotFound, "Foo__c", "Account"),
        (
            "INVALID_TYPE",
            #"SELECT Id FROM XYZZY\n ^\nERROR at Row:1:Column:16\nsObject type 'XYZZY' is not supported. If you are"#,
            .objectNotFound, nil, "XYZZY"
        ),
    ])
    func `the field or object is named, and nothing else of a message gets out`(
        code: String, message: String, reason: SalesforceError.Reason, field: String?, object: String?
    ) async throws {
        let error = try await fault(.error(400, code, message))
        #expect(error.reason == reason)
        #expect(error.field == field)
        #expect(error.object == object)
        for name in [field, object].compactMap(\.self) { #expect(error.advice.contains(name)) }
        #expect(!error.advice.contains("zoe@acme.example"))
        #expect(!"\(error)".contains("SELECT"))
    }

    @Test func `an address where nobody listens is named as unreachable`() async throws {
        let connector = SalesforceConnector(
            ConnectionSettings(
                loginURL: "http://127.0.0.1:9", clientID: "c", login: .clientCredentials(secret: Secret("s"))),
            over: HTTPConnection(logger: .init(label: "test"), clock: PassingClock()))
        let error = await #expect(throws: SalesforceError.self) { try await connector.connect() }
        #expect(error?.reason == .unreachable)
        #expect(error?.remedy == .pauseRun)
    }

    @Test func `every reason says what happened and what to do, in whole sentences`() {
        var seen: [String: SalesforceError.Reason] = [:]
        for reason in SalesforceError.Reason.allCases {
            let advice = SalesforceError(reason, request: "GET /limits").advice
            #expect(advice.count > 20, "\(reason)")
            #expect(advice.hasSuffix("."), "\(reason): \(advice)")
            if let twin = seen.updateValue(reason, forKey: advice) {
                #expect(Bool(false), "\(reason) says what \(twin) says")
            }
        }
    }

    private func fault(_ answer: RecordedServer.Answer) async throws -> SalesforceError {
        let org = try RecordedOrg(["GET /query": [answer]])
        let error = await #expect(throws: SalesforceError.self) {
            try await org.connector(attempts: 2).count("SELECT count() FROM Account")
        }
        return try #require(error)
    }
}
