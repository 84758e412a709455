import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// The API versions that an org offers; asking needs no login (S§4).
struct APIVersions: Sendable {
    static let spoken = 58...67

    let instanceURL: String
    let connection: HTTPConnection

    private struct Entry: Decodable {
        let version: String
    }

    /// The newest version that both sides speak.
    func newestSpoken() async throws(SalesforceError) -> String {
        let answer = try await ask()
        guard answer.status == 200, let entries = try? JSONDecoder().decode([Entry].self, from: answer.body) else {
            throw answer.status == 200 && !answer.isWebPage
                ? SalesforceError(.unexpectedAnswer, request: "GET /services/data")
                : SalesforceError(answer, request: "GET /services/data")
        }
        let common = entries.map(\.version).compactMap { text -> (major: Int, text: String)? in
            guard let major = text.split(separator: ".").first.flatMap({ Int($0) }), Self.spoken.contains(major) else {
                return nil
            }
            return (major, text)
        }
        guard let newest = common.max(by: { $0.major < $1.major }) else {
            throw SalesforceError(.versionTooOld, request: "GET /services/data")
        }
        return newest.text
    }

    func ask() async throws(SalesforceError) -> HTTPAnswer {
        do throws(HTTPFault) {
            return try await connection.send(HTTPCall(.GET, "\(instanceURL)/services/data"))
        } catch {
            throw SalesforceError(error, request: "GET /services/data")
        }
    }
}
