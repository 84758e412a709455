extension SalesforceError {
    package var advice: String {
        let sentences = [explanation, detail.map { "(\($0))" }].compactMap(\.self).joined(separator: " ")
        guard let code, !sentences.contains(code) else { return sentences }
        return "\(sentences) [\(code)]"
    }

    private var explanation: String {
        loginExplanation ?? orgExplanation ?? requestExplanation ?? recordExplanation ?? wayExplanation
    }

    private var loginExplanation: String? {
        switch reason {
        case .invalidClient:
            """
            Salesforce does not know this connected app or its secret: check client_id and the secret, and wait ten \
            minutes after creating the app; then connect again.
            """
        case .authorizationExpired:
            "The authorisation has expired or was revoked in Salesforce: connect Salesforce again."
        case .authenticationFailed:
            "Salesforce refused the login: check login_url, user and credentials, then connect Salesforce again."
        case .userNotApproved:
            """
            The integration user has not been allowed to use the connected app: in Salesforce, open the app's \
            policies and pre-authorise the user's profile or permission set, then connect again.
            """
        case .inactiveUser:
            "The integration user is inactive in Salesforce: activate the user, then connect Salesforce again."
        case .loginRestricted:
            """
            Salesforce does not let the integration user log in from this address or at this hour: relax the IP \
            ranges or login hours of the user's profile or of the connected app, then connect again.
            """
        case .grantNotAllowed:
            """
            The connected app does not allow this kind of login: enable the flow in the app's settings (client \
            credentials also need a run-as user and a My Domain as login_url), then connect again.
            """
        case .redirectMismatch:
            "The callback address is not among those of the connected app: add it there exactly as it is used here."
        case .appBlocked:
            "An administrator has blocked the connected app in Salesforce: unblock it, then connect Salesforce again."
        case .loginRefusedByUser: "The authorisation was refused in Salesforce's window: connect Salesforce again."
        case .loginRateLimited: "Salesforce limits logins at the moment; the next run tries again."
        case .sessionExpired:
            "Salesforce ended the session and refused a new one: connect Salesforce again."
        case .badPrivateKey:
            "The private key for the login cannot be read: give an RSA key in PEM form, without a pass phrase."
        default: nil
        }
    }

    private var orgExplanation: String? {
        switch reason {
        case .requestLimitExceeded:
            "The org's API requests are used up for now; the next run goes on where this one stopped."
        case .quotaReserveReached:
            """
            The org's daily API requests are used up to the reserve (quota_reserve) kept for others; the next run \
            goes on where this one stopped.
            """
        case .apiDisabled:
            """
            The API is not enabled: use an edition with API access (Enterprise, Unlimited, or Professional with the \
            add-on) and give the integration user "API Enabled".
            """
        case .functionDisabled: "The org has not enabled a function that this request needs."
        case .insufficientAccess:
            "The integration user may not do this: give it access to \(objectWords) in its profile or permission set."
        case .objectNotFound:
            """
            Salesforce shows the integration user no \(objectWords): check the API name, and give the user read \
            access to it.
            """
        case .fieldNotFound:
            """
            Salesforce shows the integration user no \(fieldWords): check the API name, and give the integration \
            user read access (for a push also edit access) in field-level security.
            """
        case .storageExceeded: "The org's data storage is full: free some, or buy more, before pushing again."
        case .versionTooOld: "The org offers none of the API versions 58.0 to 67.0 that Crosswalk speaks."
        default: nil
        }
    }

    private var requestExplanation: String? {
        switch reason {
        case .malformedQuery:
            "Salesforce cannot read the query: check the object and field names of the mappings and match rules."
        case .queryTooLarge: "The query is too large for the org: map fewer fields, or fetch a shorter time at once."
        case .queryTimeout: "The query took longer than Salesforce allows; the next run tries it again."
        case .locatorExpired: "Salesforce no longer keeps the rest of this query; the next run starts it again."
        case .requestTooLong: "The request is longer than Salesforce allows: map fewer fields."
        case .malformedRequest: "Salesforce does not understand a request: please report this (\(request))."
        case .notFound: "Salesforce knows nothing at \(request)."
        case .notSupportedInBulk: "\(objectWords.capitalizingFirst) cannot be read or written by the Bulk API."
        case .bulkJobFailed: "Salesforce gave up a bulk job; nothing is lost, and the next run starts a new one."
        case .resultsIncomplete:
            "The results of a bulk job were cut off each time they were read; the next run reads them again."
        case .isAlreadyUploaded: "The rows of this bulk job have been uploaded before."
        case .uploadTooLarge: "The rows are too many for one bulk job: at most 100 MB at a time."
        case .writeOutsidePushFields:
            "Crosswalk writes only to fields whose API name begins PX_: \(fieldWords) is none and was not sent."
        default: nil
        }
    }

    private var recordExplanation: String? {
        switch reason {
        case .rowLocked: "Another process held the record all the time; the next push tries again."
        case .recordGone: "The record is no longer in Salesforce; the next fetch and match will see it."
        case .valueRejected: "Salesforce does not accept the value for \(fieldWords)."
        case .requiredFieldMissing: "The record lacks a value that Salesforce requires; complete it there."
        case .duplicate: "A duplicate rule or unique field in Salesforce stops the update."
        case .ruleRejected: "A validation rule, trigger or flow in Salesforce refused the update: see its message."
        case .recordNotWritable:
            "The integration user may not edit the record: give it edit access to the object and the record."
        case .rolledBack: "The record was not written because another one of the same request failed."
        default: nil
        }
    }

    private var wayExplanation: String {
        switch reason {
        case .unreachable: "Salesforce cannot be reached: check login_url, the network and the proxy."
        case .dropped: "The connection to Salesforce broke off again and again; the next run tries again."
        case .silent: "Salesforce takes requests and does not answer them; the next run tries again."
        case .webPageInsteadOfData:
            """
            Salesforce answered with a web page instead of data; check login_url (it must be the org's own login \
            host) and whether a proxy stands between.
            """
        case .redirected:
            "The address answers with a redirection; set login_url to where it leads."
        case .serverUnavailable: "Salesforce is busy or under maintenance; the next run tries again."
        case .cancelled: "The request was cancelled."
        default: "Salesforce answered \(request) in a way that Crosswalk does not understand."
        }
    }

    private var objectWords: String { object.map { "the object \($0)" } ?? "the object" }

    private var fieldWords: String {
        switch (field, object) {
        case (let field?, let object?): "field \(field) of \(object)"
        case (let field?, nil): "field \(field)"
        default: "such field"
        }
    }
}

extension String {
    fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
