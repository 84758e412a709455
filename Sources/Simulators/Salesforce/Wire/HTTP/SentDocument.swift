import Foundation
import HTTPTypes

/// A JSON document, and the files that came beside it as further parts of one form.
struct SentDocument: Sendable {
    let json: JSONValue
    /// The document's own text, to which faults point.
    let bytes: [UInt8]
    /// As base64, by the names of their parts.
    let files: [String: String]
}

extension APICall {
    /// The body, as JSON alone or as a form of JSON and files.
    func document() async throws -> SentDocument {
        guard let type = headers[.contentType], type.lowercased().hasPrefix("multipart/form-data") else {
            let bytes = try await jsonBytes()
            return SentDocument(json: try json(bytes), bytes: bytes, files: [:])
        }
        var parts = MultipartForm.parts(of: try await body.collect(), contentType: type)
        // `entity_document`, `entity_content`, `collection`: all else is a file, named for the field it is for.
        let names = parts.keys.filter { $0.lowercased().hasPrefix("entity") || $0.equalsIgnoringCase("collection") }
        guard let name = names.first, let bytes = parts.removeValue(forKey: name) else {
            throw SalesforceFault("INVALID_MULTIPART_REQUEST", "The part with the record must be given.")
        }
        return SentDocument(
            json: try json(bytes), bytes: bytes, files: parts.mapValues { Data($0).base64EncodedString() })
    }
}
