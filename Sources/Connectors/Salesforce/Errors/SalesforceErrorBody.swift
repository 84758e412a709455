import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// The body of a refusal: a list for the REST API, an object for logins (S§2, S§3).
struct SalesforceErrorBody {
    struct Entry: Decodable {
        var message: String?
        var errorCode: String?
        var fields: [String]?
        var error: String?
        var errorDescription: String?

        enum CodingKeys: String, CodingKey {
            case message, errorCode, fields, error
            case errorDescription = "error_description"
        }
    }

    let entry: Entry?

    init(_ body: ByteBuffer) {
        let decoder = JSONDecoder()
        let list = try? decoder.decode([Entry].self, from: body)
        entry = list?.first ?? (try? decoder.decode(Entry.self, from: body))
    }
}

extension SalesforceError {
    /// What an answer of the REST or Bulk API that is no success means.
    init(_ answer: HTTPAnswer, request: String) {
        if answer.isWebPage, !(300..<400).contains(answer.status) {
            let reason: Reason = answer.status >= 500 ? .serverUnavailable : .webPageInsteadOfData
            self.init(reason, request: request, detail: "status \(answer.status)")
            return
        }
        let entry = SalesforceErrorBody(answer.body).entry
        if let code = entry?.errorCode, var reason = Reason(code: code) {
            // One code for two limits: too many long requests at once pass, the day's requests do not (S§3).
            if code == "REQUEST_LIMIT_EXCEEDED", entry?.message?.hasPrefix("Concurrent") == true {
                reason = .serverUnavailable
            }
            self.init(reason, code: code, message: entry?.message ?? "", fields: entry?.fields ?? [], request: request)
            return
        }
        let reason: Reason =
            switch answer.status {
            case 300..<400: .redirected
            case 401: .sessionExpired
            case 403: .insufficientAccess
            case 404: .notFound
            case 405, 406, 409, 412, 415, 428: .malformedRequest
            case 413: .uploadTooLarge
            case 414, 431: .requestTooLong
            case 420, 429, 500...: .serverUnavailable
            default: .unexpectedAnswer
            }
        let target = answer.headers.first(name: "Location").map { ", to \(ConnectionSettings.origin(of: $0))" } ?? ""
        self.init(reason, code: entry?.errorCode, request: request, detail: "status \(answer.status)\(target)")
    }

    /// Takes names out of a message, and leaves everything else: messages quote data.
    init(_ reason: Reason, code: String?, message: String, fields: [String] = [], request: String) {
        let column = message.text(between: "No such column '", and: "'")
        let entity =
            message.text(between: "on entity '", and: "'") ?? message.text(between: "on sobject of type ", and: " ")
            ?? message.text(between: "sObject type '", and: "'") ?? message.text(between: "Entity '", and: "'")
        let bulkField = message.text(between: "Field name not found : ", and: " ")
        self.init(
            bulkField == nil ? reason : .fieldNotFound, code: code, request: request,
            field: column ?? bulkField ?? fields.first, object: entity)
    }
}

extension String {
    /// The text after `start` up to `end`, or to the end of the message.
    fileprivate func text(between start: String, and end: String) -> String? {
        guard let found = range(of: start) else { return nil }
        let rest = self[found.upperBound...]
        let text = range(of: end, range: rest.startIndex..<rest.endIndex).map { rest[..<$0.lowerBound] } ?? rest
        return text.isEmpty ? nil : String(text)
    }
}
