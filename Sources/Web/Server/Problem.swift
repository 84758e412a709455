package import HTTPTypes
package import Hummingbird

/// A refusal in a form that people and programs can read: `application/problem+json` (RFC 9457), or a page.
package struct Problem: Error, Sendable {
    package let status: HTTPResponse.Status
    /// A stable word for programs: `not_found`, `too_large`, …
    package let code: String
    /// A sentence that says what to do.
    package let detail: String
    /// When it makes sense to try again.
    package var retryAfter: Duration?

    package init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, retryAfter: Duration? = nil) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
    }

    package static func notFound(_ what: String) -> Problem {
        Problem(.notFound, "not_found", "There is no \(what).")
    }

    package static func invalid(_ detail: String) -> Problem {
        Problem(.badRequest, "invalid_request", detail)
    }

    /// `message` repeats the detail for the Segment SDKs, which look for it by that name.
    package var response: Response {
        var response = Response.text(
            JSON.object([
                ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
                ("status", .integer(Int64(status.code))), ("code", .string(code)), ("detail", .string(detail)),
                ("message", .string(detail)),
            ]).text, type: "application/problem+json", status: status)
        if let retryAfter {
            response.headers[.retryAfter] = String(max(1, retryAfter.components.seconds))
        }
        return response
    }
}
