/// A refusal in the community API's words: 400 has a description, 422 a list of errors, the others a message alone.
struct CommunityFault: Error {
    let status: Int
    let json: JSONValue

    var answer: APIAnswer { .json(json, status: status) }

    static let unauthorized = CommunityFault(status: 401, json: .members(["message": "Unauthorized"]))
    static let notFound = badRequest(status: 404, "Not Found", "Item does not exist")
    static let methodNotAllowed = CommunityFault(status: 405, json: .members(["message": "Method Not Allowed"]))
    static let serverError = CommunityFault(status: 500, json: .members(["message": "Internal Server Error"]))

    static func badRequest(status: Int = 400, _ message: String, _ description: String) -> CommunityFault {
        CommunityFault(
            status: status, json: .members(["message": .text(message), "description": .text(description)]))
    }

    static func unprocessable(_ errors: String...) -> CommunityFault {
        CommunityFault(
            status: 422,
            json: .members(["message": "Unprocessable Entity", "errors": .list(errors.map(JSONValue.text))]))
    }
}
