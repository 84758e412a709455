/// A refusal of an OAuth endpoint: an object, where the rest of Salesforce answers with a list.
struct OAuthFault: Error {
    let error: String
    let description: String
    var status = 400

    static let unknownClient = OAuthFault(error: "invalid_client_id", description: "client identifier invalid")
    static let wrongSecret = OAuthFault(error: "invalid_client", description: "invalid client credentials")
    static let wrongPassword = OAuthFault(error: "invalid_grant", description: "authentication failure")
    static let deadRefreshToken = OAuthFault(
        error: "invalid_grant", description: "expired access/refresh token")
    static let unsupportedGrant = OAuthFault(
        error: "unsupported_grant_type", description: "grant type not supported")

    static func missing(_ name: String) -> OAuthFault {
        OAuthFault(error: "invalid_request", description: "must specify \(name)")
    }

    static func badGrant(_ description: String) -> OAuthFault {
        OAuthFault(error: "invalid_grant", description: description)
    }

    var answer: APIAnswer {
        .json(.members(["error": .text(error), "error_description": .text(description)]), status: status)
    }
}
