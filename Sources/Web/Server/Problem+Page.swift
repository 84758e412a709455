import Domain
import Hummingbird

extension Problem {
    /// The refusal as a page, for people.
    func page(workspaceName: String) -> Response {
        let shell = PageShell(title: status.reasonPhrase, place: nil, workspaceName: workspaceName, viewer: nil)
        let back: HTML = "<p><a href=\"/\">To the start</a></p>"
        var response = Response.html(shell.html("<p>\(detail)</p>\(back)"), status: status)
        if let retryAfter { response.headers[.retryAfter] = String(max(1, retryAfter.components.seconds)) }
        return response
    }
}

/// Turns what the router itself refuses, such as an unknown path, into problems.
struct UnknownPaths: RouterMiddleware {
    typealias Context = HubRequestContext

    let hub: Hub

    func handle(
        _ request: Request, context: HubRequestContext,
        next: (Request, HubRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            let problem = Problem(error.status, "not_found", "There is nothing at this address.")
            let path = request.uri.path
            guard !path.hasPrefix("/api/"), !path.hasPrefix("/v1/") else { return problem.response }
            return problem.page(workspaceName: (try? hub.configuration().workspace.name) ?? "Crosswalk")
        }
    }
}
