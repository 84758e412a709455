import HTTPTypes
import Hummingbird

/// Lets browsers send to the ingest from pages of any site, as analytics.js does: the write key is no secret there, and
/// no cookie of ours counts.
struct ForeignOrigins: RouterMiddleware {
    typealias Context = HubRequestContext

    func handle(
        _ request: Request, context: HubRequestContext,
        next: (Request, HubRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/v1/") else { return try await next(request, context) }
        var response =
            request.method == .options
            ? Response(status: .noContent, headers: Self.permissions(request)) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.exposedHeaders] = "Retry-After"
        return response
    }

    /// What a browser asks for before it sends anything but plain text.
    private static func permissions(_ request: Request) -> HTTPFields {
        let wanted = request.headers[.wantedHeaders] ?? ""
        let names = wanted.split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } }
        return [
            .accessControlAllowMethods: "POST, GET", .accessControlMaxAge: "86400",
            .accessControlAllowHeaders: (["authorization", "content-type"] + names).joined(separator: ", "),
        ]
    }
}

extension HTTPField.Name {
    fileprivate static let wantedHeaders = HTTPField.Name("Access-Control-Request-Headers") ?? .server
    fileprivate static let exposedHeaders = HTTPField.Name("Access-Control-Expose-Headers") ?? .server
}
