import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// Reads present values of records by their ids: 2,000 a request, the ids in the body (S§8).
struct RecordsByID: Sendable {
    private static let mostIDs = 2000

    let client: SalesforceClient
    let object: String
    let fields: [String]

    /// One row for each record that is still there, with just `fields`.
    func read(_ ids: [String]) async throws -> TextBatch {
        var rows = TextBatch(columnCount: fields.count)
        var reader = JSONRowReader(columns: fields, ignoresCase: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for start in stride(from: 0, to: ids.count, by: Self.mostIDs) {
            var order = SalesforceClient.Order(.POST, "/composite/sobjects/\(object)")
            let some = Array(ids[start..<min(start + Self.mostIDs, ids.count)])
            order.body = ByteBuffer(bytes: try encoder.encode(Wanted(ids: some, fields: fields)))
            let answer = try await client.send(order)
            do throws(JSONScanner.Fault) {
                try answer.body.withScanner { scanner throws(JSONScanner.Fault) in
                    try scanner.readRows(&reader, into: &rows)
                }
            } catch {
                throw SalesforceError(.unexpectedAnswer, request: order.name)
            }
        }
        return rows
    }

    private struct Wanted: Encodable {
        let ids: [String]
        let fields: [String]
    }
}
