import Domain
import Foundation
import HTTPTypes
import Testing
import Web

/// The description and the routes say the same.
@Suite struct OpenAPITests {
    private static func document(_ name: String) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/" + name), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    private static func routes() throws -> Set<String> {
        let routes = HubRouter(try WebWorkspace().hub).routes
        return Set(
            routes.compactMap { route in
                guard case .program(let scope) = route.access else { return nil }
                return "\(route.method.rawValue) \(route.path) \(scope.rawValue)"
            })
    }

    @Test func `openapi.yaml describes every route of the API, and no other`() throws {
        var described: Set<String> = []
        var (path, method) = ("", "")
        for line in try Self.document("openapi.yaml") {
            if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
            if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":") {
                method = line.dropFirst(4).dropLast().uppercased()
            }
            if line.hasPrefix("      x-scope: ") { described.insert("\(method) \(path) \(line.dropFirst(15))") }
        }
        #expect(described == (try Self.routes()))
    }

    @Test func `api.md lists every route of the API, and no other`() throws {
        let listed = try Self.document("api.md").compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            return cells.count == 4 && cells[1].hasPrefix("/api/") ? cells[0...2].joined(separator: " ") : nil
        }
        #expect(Set(listed) == (try Self.routes()))
    }
}
