extension SalesforceError.Reason {
    /// What a code of the REST and Bulk APIs means (S§3); nothing for one that nobody has met.
    init?(code: String) {
        guard let reason = Self.reasonsByCode[code] else { return nil }
        self = reason
    }

    /// What an error of the login endpoints means (S§2): a few of them share one code and differ in their text.
    init(loginError code: String, description: String) {
        let text = description.lowercased()
        func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        self =
            switch code {
            case "invalid_client_id", "invalid_client": .invalidClient
            case "invalid_grant" where says("expired access/refresh token", "expired authorization code"):
                .authorizationExpired
            case "invalid_grant" where says("hasn't approved", "hasn’t approved", "not admin approved"):
                .userNotApproved
            case "invalid_grant" where says("ip restricted", "login hours"): .loginRestricted
            case "invalid_grant" where says("inactive user", "user is inactive"): .inactiveUser
            case "invalid_grant" where says("client identifier", "client credentials", "invalid client"):
                .invalidClient
            case "invalid_grant" where says("no client credentials user", "not enabled", "not supported"):
                .grantNotAllowed
            case "invalid_app_access": .userNotApproved
            case "inactive_user", "inactive_org": .inactiveUser
            case "unsupported_grant_type", "unauthorized_client", "unsupported_response_type": .grantNotAllowed
            case "redirect_uri_mismatch", "redirect_uri_missing": .redirectMismatch
            case "OAUTH_APP_BLOCKED", "OAUTH_APP_ACCESS_DENIED": .appBlocked
            case "access_denied": .loginRefusedByUser
            case "rate_limit_exceeded": .loginRateLimited
            default: says("client identifier") ? .invalidClient : .authenticationFailed
            }
    }

    /// A later try may succeed without anybody changing anything.
    var isTransient: Bool {
        switch self {
        case .rowLocked, .serverUnavailable, .queryTimeout, .unreachable, .dropped, .silent,
            .requestLimitExceeded, .rolledBack:
            true
        default: false
        }
    }

    static let reasonsByCode: [String: Self] = [
        "INVALID_SESSION_ID": .sessionExpired, "INVALID_AUTH_HEADER": .sessionExpired,
        "OAUTH_APP_BLOCKED": .appBlocked, "INVALID_LOGIN": .authenticationFailed,
        "INACTIVE_OWNER_OR_USER": .inactiveUser, "RESTRICTED_PROFILE": .loginRestricted,

        "REQUEST_LIMIT_EXCEEDED": .requestLimitExceeded, "TXN_SECURITY_METERING_ERROR": .serverUnavailable,
        "EXCEEDED_QUOTA": .requestLimitExceeded, "EXCEEDED_ID_LIMIT": .requestTooLong,
        "API_DISABLED_FOR_ORG": .apiDisabled, "API_CURRENTLY_DISABLED": .apiDisabled,
        "FUNCTIONALITY_NOT_ENABLED": .functionDisabled, "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE": .serverUnavailable,
        "INSUFFICIENT_ACCESS": .insufficientAccess, "INSUFFICIENT_ACCESS_OR_READONLY": .recordNotWritable,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": .recordNotWritable,
        "STORAGE_LIMIT_EXCEEDED": .storageExceeded, "UNSUPPORTED_API_VERSION": .versionTooOld,

        "MALFORMED_QUERY": .malformedQuery, "MALFORMED_SEARCH": .malformedQuery,
        "INVALID_QUERY_FILTER_OPERATOR": .malformedQuery, "INVALID_SOQL": .malformedQuery,
        "INVALID_FIELD": .fieldNotFound, "INVALID_FIELD_FOR_INSERT_UPDATE": .fieldNotFound,
        "INVALID_TYPE": .objectNotFound, "NOT_FOUND": .notFound, "METHOD_NOT_ALLOWED": .malformedRequest,
        "INVALID_QUERY_LOCATOR": .locatorExpired, "QUERY_TIMEOUT": .queryTimeout,
        "OPERATION_TOO_LARGE": .queryTooLarge, "QUERY_TOO_COMPLICATED": .queryTooLarge,
        "JSON_PARSER_ERROR": .malformedRequest, "INVALIDENTITY": .notSupportedInBulk,
        "INVALIDJOB": .bulkJobFailed, "INVALIDJOBSTATE": .bulkJobFailed, "INVALIDBATCH": .bulkJobFailed,
        "InvalidBatch": .bulkJobFailed, "InvalidJob": .bulkJobFailed, "InvalidEntity": .notSupportedInBulk,
        "TooManyLockFailure": .rowLocked, "FeatureNotEnabled": .functionDisabled,
        "EXCEEDED_MAX_SIZE_REQUEST": .uploadTooLarge, "ClientInputError": .bulkJobFailed,

        "UNABLE_TO_LOCK_ROW": .rowLocked, "SERVER_UNAVAILABLE": .serverUnavailable,
        "REQUEST_RUNNING_TOO_LONG": .queryTimeout, "UNKNOWN_EXCEPTION": .serverUnavailable,
        "ENTITY_IS_DELETED": .recordGone, "INVALID_CROSS_REFERENCE_KEY": .recordGone, "MALFORMED_ID": .recordGone,
        "ENTITY_IS_LOCKED": .recordNotWritable, "ENTITY_IS_ARCHIVED": .recordNotWritable,
        "REQUIRED_FIELD_MISSING": .requiredFieldMissing, "MISSING_ARGUMENT": .requiredFieldMissing,
        "STRING_TOO_LONG": .valueRejected, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": .valueRejected,
        "INVALID_EMAIL_ADDRESS": .valueRejected, "NUMBER_OUTSIDE_VALID_RANGE": .valueRejected,
        "INVALID_TYPE_ON_FIELD_IN_RECORD": .valueRejected, "FIELD_INTEGRITY_EXCEPTION": .valueRejected,
        "FIELD_FILTER_VALIDATION_EXCEPTION": .ruleRejected, "FIELD_CUSTOM_VALIDATION_EXCEPTION": .ruleRejected,
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": .ruleRejected, "CANNOT_EXECUTE_FLOW_TRIGGER": .ruleRejected,
        "DUPLICATE_VALUE": .duplicate, "DUPLICATES_DETECTED": .duplicate,
        "ALL_OR_NONE_OPERATION_ROLLED_BACK": .rolledBack, "PROCESSING_HALTED": .rolledBack,
        "BATCH_PROCESSING_HALTED": .rolledBack,
    ]
}
