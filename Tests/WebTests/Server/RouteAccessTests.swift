import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Web

/// Walks every route there is, so that a new one is covered as soon as it stands in the table.
@Suite struct RouteAccessTests {
    private static func path(_ route: HubRoute) -> String {
        route.path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }.joined(separator: "/")
    }

    @Test(arguments: Role.allCases)
    func `a role reaches its own routes and no higher ones`(role: Role) async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(role)
        try await workspace.serve { client in
            for route in HubRouter(workspace.hub).routes {
                guard case .person(let needed) = route.access, route.path != "/logout" else { continue }
                let cookie = try await workspace.logIn(role, client)
                let answer = try await client.execute(
                    uri: "/" + Self.path(route), method: route.method, headers: [.cookie: cookie])
                if role < needed {
                    #expect(answer.status == .forbidden, "\(route.method) \(route.path)")
                } else if route.method == .get {
                    #expect(answer.status.code < 500, "\(route.method) \(route.path)")
                } else {
                    #expect(answer.status == .forbidden, "\(route.path) takes a form without its CSRF token")
                }
            }
        }
    }

    @Test func `nobody gets in without a session or a key`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.admin)
        try await workspace.serve { client in
            for route in HubRouter(workspace.hub).routes {
                let answer = try await client.execute(uri: "/" + Self.path(route), method: route.method)
                switch route.access {
                case .everyone: #expect(answer.status.code < 500, "\(route.path)")
                case .person: #expect(answer.status == .seeOther, "\(route.path)")
                case .program, .ingest: #expect(answer.status == .unauthorized, "\(route.path)")
                }
            }
        }
    }

    /// A browser's session opens the API too: as far as the person's role goes, and for changes only with the token.
    @Test(arguments: Role.allCases)
    func `a person reaches what their role covers in the API, and changes nothing without the token`(
        role: Role
    ) async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(role)
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(role, client)
            for route in HubRouter(workspace.hub).routes {
                guard case .program(let scope) = route.access, route.path != "/api/v1/events" else { continue }
                let needed: Role =
                    switch scope {
                    case .read: .viewer
                    case .write: .editor
                    case .admin, .ingest: .admin
                    }
                let answer = try await client.execute(
                    uri: "/" + Self.path(route), method: route.method, headers: [.cookie: cookie])
                let isRefused = role < needed || route.method != .get
                #expect((answer.status == .forbidden) == isRefused, "\(route.method) \(route.path)")
                #expect(answer.status.code < 500, "\(route.method) \(route.path)")
            }
        }
    }

    @Test(arguments: KeyScope.allCases)
    func `a key reaches what its scope covers`(scope: KeyScope) async throws {
        let workspace = try WebWorkspace()
        let key = try await workspace.hub.keys.create(name: "test", scope: scope, by: "test").text
        try await workspace.serve { client in
            for route in HubRouter(workspace.hub).routes {
                guard case .program(let needed) = route.access, route.path != "/api/v1/events" else { continue }
                let answer = try await client.execute(
                    uri: "/" + Self.path(route), method: route.method, headers: [.authorization: "Bearer \(key)"])
                if scope.covers(needed) {
                    #expect(answer.status != .forbidden && answer.status.code < 500, "\(route.method) \(route.path)")
                } else {
                    #expect(answer.status == .forbidden, "\(route.method) \(route.path)")
                }
            }
        }
    }
}
