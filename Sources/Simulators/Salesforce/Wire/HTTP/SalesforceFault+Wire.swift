import HTTPTypes

/// The refusals that belong to the wire and to no object: sessions, paths, bodies, the daily limit.
extension SalesforceFault {
    static let unknownResource = SalesforceFault("NOT_FOUND", "The requested resource does not exist", httpStatus: 404)
    /// The organisation has no Apex classes that could answer.
    static let noApexClass = SalesforceFault("NOT_FOUND", "Could not find a match for URL", httpStatus: 404)
    static let sessionExpired = SalesforceFault(
        "INVALID_SESSION_ID", "Session expired or invalid", httpStatus: 401)
    static let otherAuthorization = SalesforceFault(
        "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", httpStatus: 401)
    static let dailyLimit = SalesforceFault(
        "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", httpStatus: 403)
    static let tooLarge = SalesforceFault(
        "REQUEST_ENTITY_TOO_LARGE", "The request body is too large.", httpStatus: 413)
    static let preconditionFailed = SalesforceFault(
        "PRECONDITION_FAILED", "The record has been changed since the time given in the request.", httpStatus: 412)
    static let brokenPacking = SalesforceFault("INVALID_INPUT", "The compressed body cannot be read.")

    static func methodNotAllowed(_ method: String, allowed: [String]) -> SalesforceFault {
        let offered = Set(allowed.contains("GET") ? allowed + ["HEAD"] : allowed).sorted().joined(separator: ",")
        return SalesforceFault(
            "METHOD_NOT_ALLOWED", "HTTP Method '\(method)' not allowed. Allowed are \(offered)", httpStatus: 405)
    }

    static func unsupportedMediaType(_ type: String) -> SalesforceFault {
        SalesforceFault(
            "UNSUPPORTED_MEDIA_TYPE", "Content-Type header specified in HTTP request is not supported: \(type)",
            httpStatus: 415)
    }

    static func parserError(_ message: String) -> SalesforceFault {
        SalesforceFault("JSON_PARSER_ERROR", message)
    }

    /// The REST answer that consists of this refusal alone.
    var answer: APIAnswer { .json(.list([json]), status: httpStatus) }
}

extension APIAnswer {
    static let uriTooLong = badMessage(414, "URI Too Long")
    static let headersTooLarge = badMessage(431, "Request Header Fields Too Large")

    /// What the server in front of the API says of a request that it does not hand on.
    private static func badMessage(_ status: Int, _ reason: String) -> APIAnswer {
        .text(
            "<h1>Bad Message \(status)</h1><pre>reason: \(reason)</pre>", type: "text/html;charset=iso-8859-1",
            status: status)
    }

    static func json(_ value: JSONValue, status: Int = 200) -> APIAnswer {
        .json(bytes: value.bytes, status: status)
    }
}

extension APICall {
    /// The body as JSON, refused in Salesforce's words where it is none.
    func json() async throws -> JSONValue {
        try json(try await jsonBytes())
    }

    /// The body, if it says that it is JSON, or nothing of what it is.
    func jsonBytes() async throws -> [UInt8] {
        if let type = headers[.contentType], !type.lowercased().contains("json") {
            throw SalesforceFault.unsupportedMediaType(type)
        }
        return try await body.collect()
    }

    func json(_ bytes: [UInt8]) throws(SalesforceFault) -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw .parserError("\(error.message) at [line:\(error.line), column:\(error.column)]")
        }
    }
}
