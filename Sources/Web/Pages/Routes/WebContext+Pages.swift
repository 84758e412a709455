import Domain
import HTTPTypes
import Hummingbird

extension WebContext {
    /// The request as pages see it.
    var visit: PageVisit {
        get throws {
            guard let viewer, let role else { throw Problem(.unauthorized, "unauthorized", "Log in first.") }
            var named: [String: String] = [:]
            for (name, value) in parameters { named[String(name)] = String(value).removingPercentEscapes }
            return PageVisit(
                parameters: named, query: query, form: form, viewer: viewer,
                mayEdit: role >= .editor, mayAdminister: role >= .admin, now: now)
        }
    }

    func send(_ answer: PageAnswer) async throws -> Response {
        switch answer {
        case .page(let title, let place, let content): return try await page(title, place: place, content)
        case .redirect(let path, let notice): return try await redirect(to: path, saying: notice)
        case .missing(let what): throw Problem.notFound(what)
        case .file(let name, let type, let text): return .text(text, type: type).attached(as: name)
        case .stream(let name, let type, let parts): return .stream(parts, type: type).attached(as: name)
        }
    }
}

extension Response {
    /// To be kept as a file, and not shown.
    fileprivate func attached(as name: String) -> Response {
        var response = self
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return response
    }
}

extension String {
    /// A part of a path, which the router leaves as it was sent.
    fileprivate var removingPercentEscapes: String {
        let whole = split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B")
            .split(separator: "&", omittingEmptySubsequences: false).joined(separator: "%26")
        return FormValues(encoded: "x=" + whole)["x"] ?? self
    }
}
