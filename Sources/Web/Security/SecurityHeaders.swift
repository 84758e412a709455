import HTTPTypes
import Hummingbird

/// What every answer tells the browser to refuse.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = HubRequestContext

    /// Whether we speak TLS ourselves; where a proxy does, it is the proxy's to say so.
    let isSecure: Bool

    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: HubRequestContext,
        next: (Request, HubRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.frameOptions] = "DENY"
        response.headers[.openerPolicy] = "same-origin"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .server
    static let frameOptions = HTTPField.Name("X-Frame-Options") ?? .server
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .server
    static let refresh = HTTPField.Name("Refresh") ?? .server
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .server
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .server
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
}
