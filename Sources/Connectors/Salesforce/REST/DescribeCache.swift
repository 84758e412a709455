import Domain
import NIOCore
import NIOHTTP1
import Synchronization

/// Describes are asked for before each run, but only come whole when they have changed (S§4).
final class DescribeCache: Sendable {
    private struct Entry {
        let lastModified: String
        let description: ObjectDescription
    }

    private let entries = Mutex<[String: Entry]>([:])

    func description(of object: String, client: SalesforceClient) async throws -> ObjectDescription {
        let known = entries.withLock { $0[object.lowercased()] }
        var order = SalesforceClient.Order(.GET, "/sobjects/\(percentEncoded(object))/describe")
        if let known { order.headers = [("If-Modified-Since", known.lastModified)] }
        let answer = try await client.send(order, expecting: [304, 404])
        if answer.status == 304, let known { return known.description }
        guard answer.status == 200 else {
            throw SalesforceError(.objectNotFound, code: "NOT_FOUND", request: order.name, object: object)
        }
        let description = try client.decode(ObjectDescribe.self, answer, request: order.name).description
        if let lastModified = answer.headers.first(name: "Last-Modified") {
            let entry = Entry(lastModified: lastModified, description: description)
            entries.withLock { $0[object.lowercased()] = entry }
        }
        return description
    }
}
