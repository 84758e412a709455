import Domain
import HTTPTypes
import Hummingbird

/// What is kept of the workspace: the configurations that were in force, and copies of the database.
struct KeepingRoutes {
    let hub: Hub

    private static let versions = 200

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/configuration/versions", .program(.admin), answer: list),
            HubRoute(.get, "/api/v1/configuration/versions/{version}", .program(.admin), answer: version),
            HubRoute(.get, "/api/v1/backups", .program(.admin)) { _ in
                .json(.list(hub.backups().map { JSON($0) }, next: nil))
            },
            HubRoute(.post, "/api/v1/backups", .program(.admin)) { context in
                .json(JSON(try await hub.backUp(by: context.visitor)), status: .created)
            },
        ]
    }

    private func list(_ context: WebContext) async throws -> Response {
        let items = try await hub.store.configurationVersions(limit: Self.versions).map { JSON.object(Self.head($0)) }
        return .json(.list(items, next: nil))
    }

    private func version(_ context: WebContext) async throws -> Response {
        let number = context.parameters.get("version").flatMap { Int64($0) }
        let versions = try await hub.store.configurationVersions(limit: Self.versions)
        guard let found = versions.first(where: { $0.number == number }) else {
            throw Problem.notFound("version of that number")
        }
        return .json(.object(Self.head(found) + [("text", .string(found.text))]))
    }

    private static func head(_ version: ConfigurationVersion) -> [(key: String, value: JSON)] {
        [("number", .integer(version.number)), ("at", .instant(version.at)), ("who", .string(version.who))]
    }
}

extension JSON {
    fileprivate init(_ backup: KeptBackup) {
        self = .object([
            ("path", .string(backup.path)), ("bytes", .integer(backup.bytes)), ("at", .instant(backup.at)),
        ])
    }
}
