package import Domain

/// A request that Salesforce refused, or that never reached it.
package struct SalesforceError: RemediableError, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        // The login
        case invalidClient, authorizationExpired, authenticationFailed, userNotApproved, inactiveUser, loginRestricted
        case grantNotAllowed, redirectMismatch, appBlocked, loginRefusedByUser, loginRateLimited, sessionExpired
        case badPrivateKey
        // The org and what the user may do in it
        case requestLimitExceeded, quotaReserveReached, apiDisabled, functionDisabled, insufficientAccess
        case objectNotFound, fieldNotFound, storageExceeded, versionTooOld
        // The request
        case malformedQuery, queryTooLarge, queryTimeout, locatorExpired, requestTooLong, malformedRequest, notFound
        case notSupportedInBulk, bulkJobFailed, resultsIncomplete, isAlreadyUploaded, uploadTooLarge
        case writeOutsidePushFields
        // One record
        case rowLocked, recordGone, valueRejected, requiredFieldMissing, duplicate, ruleRejected, recordNotWritable
        case rolledBack
        // The way there
        case serverUnavailable, unreachable, dropped, silent, webPageInsteadOfData, redirected, unexpectedAnswer
        case cancelled
    }

    package let reason: Reason
    /// Salesforce's own code, `INVALID_FIELD`; nothing where there was none.
    package let code: String?
    /// The method and path, never the query or the body: they hold personal data.
    package let request: String
    /// The field or object that it is about, where Salesforce named one.
    package let field: String?
    package let object: String?
    /// What else a person should know; never data of a record.
    package let detail: String?

    package init(
        _ reason: Reason, code: String? = nil, request: String, field: String? = nil, object: String? = nil,
        detail: String? = nil
    ) {
        self.reason = reason
        self.code = code
        self.request = request
        self.field = field
        self.object = object
        self.detail = detail
    }

    package var remedy: Remedy {
        switch reason {
        case .invalidClient, .authorizationExpired, .authenticationFailed, .userNotApproved, .inactiveUser,
            .loginRestricted, .grantNotAllowed, .redirectMismatch, .appBlocked, .loginRefusedByUser, .sessionExpired,
            .badPrivateKey:
            .reauthorize
        case .requestLimitExceeded, .quotaReserveReached, .loginRateLimited, .serverUnavailable, .unreachable,
            .dropped, .silent, .queryTimeout, .locatorExpired, .resultsIncomplete, .cancelled:
            .pauseRun
        case .rowLocked: .retry(after: .seconds(2))
        case .recordGone, .valueRejected, .requiredFieldMissing, .duplicate, .ruleRejected, .recordNotWritable,
            .rolledBack:
            .skipRecord
        case .apiDisabled, .functionDisabled, .insufficientAccess, .objectNotFound, .fieldNotFound, .storageExceeded,
            .versionTooOld, .malformedQuery, .queryTooLarge, .requestTooLong, .malformedRequest, .notFound,
            .notSupportedInBulk, .bulkJobFailed, .isAlreadyUploaded, .uploadTooLarge, .writeOutsidePushFields,
            .webPageInsteadOfData, .redirected, .unexpectedAnswer:
            .failRun
        }
    }
}

extension SalesforceError {
    init(_ fault: HTTPFault, request: String) {
        let reason: Reason =
            switch fault.kind {
            case .unreachable, .invalidURL: .unreachable
            case .dropped, .garbled: .dropped
            case .silent: .silent
            case .tooLarge: .unexpectedAnswer
            case .cancelled: .cancelled
            }
        self.init(reason, request: request, detail: fault.detail)
    }

    /// Whether the request was carried out is not known.
    var leavesItOpen: Bool { reason == .dropped || reason == .silent || reason == .serverUnavailable }

    /// What a next try is to know of this one.
    var silence: HTTPFault? { reason == .silent ? HTTPFault(.silent, detail ?? "") : nil }
}
