package import Domain
package import HTTPTypes
package import Hummingbird

/// One route: its method and path, who may use it, and what answers it.
///
/// The gate that every request passes enforces `access`; an answer is only made for those who may have it.
package struct HubRoute: Sendable {
    package enum Access: Sendable, Hashable {
        case everyone
        /// A person in a browser, with at least this role; every POST carries the session's CSRF token.
        case person(Role)
        /// A program with an API key, or a person whose role allows the same.
        case program(KeyScope)
        /// A program that sends product data: HTTP Basic with a write key as the user's name.
        case ingest
    }

    package let method: HTTPRequest.Method
    /// Parameters in braces: `/runs/{run}`.
    package let path: String
    package let access: Access
    package let answer: @Sendable (WebContext) async throws -> Response

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        answer: @escaping @Sendable (WebContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.answer = answer
    }

    /// A page that everybody who is logged in may see.
    package static func page(
        _ path: String, _ role: Role = .viewer, answer: @escaping @Sendable (WebContext) async throws -> Response
    ) -> HubRoute {
        HubRoute(.get, path, .person(role), answer: answer)
    }

    /// A form's target.
    package static func action(
        _ path: String, _ role: Role = .editor, answer: @escaping @Sendable (WebContext) async throws -> Response
    ) -> HubRoute {
        HubRoute(.post, path, .person(role), answer: answer)
    }
}
