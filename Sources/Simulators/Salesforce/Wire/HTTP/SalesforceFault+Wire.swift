/// The refusals that belong to the wire and to no object: sessions, paths, bodies, the daily limit.
extension SalesforceFault {
    static let unknownResource = SalesforceFault("NOT_FOUND", "The requested resource does not exist", httpStatus: 404)
    static let sessionExpired = SalesforceFault(
        "INVALID_SESSION_ID", "Session expired or invalid", httpStatus: 401)
    static let missingAuthorization = SalesforceFault(
        "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", httpStatus: 401)
    static let dailyLimit = SalesforceFault(
        "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", httpStatus: 403)
    static let tooLarge = SalesforceFault(
        "REQUEST_ENTITY_TOO_LARGE", "The request body is too large.", httpStatus: 413)
    static let uriTooLong = SalesforceFault(
        "URI_TOO_LONG", "The URI is longer than 16,384 bytes.", httpStatus: 414)
    static let headersTooLarge = SalesforceFault(
        "REQUEST_HEADER_FIELDS_TOO_LARGE", "URI and headers together exceed 32,768 bytes.", httpStatus: 431)
    static let brokenGzip = SalesforceFault("INVALID_INPUT", "The gzip body cannot be read.")

    static func methodNotAllowed(_ method: String, allowed: [String]) -> SalesforceFault {
        SalesforceFault(
            "METHOD_NOT_ALLOWED",
            "HTTP Method '\(method)' not allowed. Allowed are \(allowed.joined(separator: ","))", httpStatus: 405)
    }

    static func parserError(_ message: String) -> SalesforceFault {
        SalesforceFault("JSON_PARSER_ERROR", message)
    }

    /// The REST answer that consists of this refusal alone.
    var answer: APIAnswer { .json(.list([json]), status: httpStatus) }
}

extension APIAnswer {
    static func json(_ value: JSONValue, status: Int = 200) -> APIAnswer {
        .json(bytes: value.bytes, status: status)
    }
}

extension APICall {
    /// The body as JSON, refused in Salesforce's words where it is none.
    func json() async throws -> JSONValue {
        do {
            return try JSONParser.parse(try await body.collect())
        } catch let failure as JSONParser.Failure {
            throw SalesforceFault.parserError(
                "\(failure.message) at [line:\(failure.line), column:\(failure.column)]")
        }
    }
}
