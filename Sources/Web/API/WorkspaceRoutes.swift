import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import SyncEngine

/// The workspace itself: how it stands, its configuration, its keys, and who changed what.
struct WorkspaceRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/me", .program(.read), answer: me),
            HubRoute(.get, "/api/v1/status", .program(.read), answer: status),
            HubRoute(.get, "/api/v1/configuration", .program(.read)) { _ in
                let text = try hub.workspace.configurationText()
                var response = Response.text(text, type: "application/yaml")
                response.headers[.eTag] = "\"\(Hub.tag(ofConfiguration: text))\""
                return response
            },
            HubRoute(.put, "/api/v1/configuration", .program(.admin), answer: apply),
            HubRoute(.post, "/api/v1/configuration/comparison", .program(.read)) { context in
                .json(JSON(try await hub.workspace.compare(try context.text())))
            },
            HubRoute(.get, "/api/v1/keys", .program(.admin), answer: keys),
            HubRoute(.post, "/api/v1/keys", .program(.admin), answer: createKey),
            HubRoute(.delete, "/api/v1/keys/{key}", .program(.admin), answer: revokeKey),
            HubRoute(.get, "/api/v1/audit", .program(.admin), answer: audit),
        ]
    }

    /// Who the caller is; a browser's script finds its CSRF token here.
    private func me(_ context: WebContext) async throws -> Response {
        switch context.visitor {
        case .nobody: throw Problem(.unauthorized, "unauthorized", "Nobody is logged in.")
        case .person(let person, let session):
            .json(
                .object([
                    ("name", .string(person.name)), ("role", .string(person.role.rawValue)),
                    ("csrf_token", .string(session.csrfToken)),
                ]))
        case .program(let key):
            .json(.object([("name", .string(key.name)), ("scope", .string(key.scope.rawValue))]))
        }
    }

    private func status(_ context: WebContext) async throws -> Response {
        let configuration = try hub.configuration()
        let connection = try await hub.store.connection("salesforce")
        let timetable = Timetable(configuration.schedule)
        // A server that leaves the schedule alone begins nothing by itself.
        let upcoming = hub.settings.runsSchedule ? timetable.upcoming(after: hub.clock()) : []
        return .json(
            .object([
                ("workspace", .string(configuration.workspace.name)),
                ("time_zone", .string(configuration.workspace.timeZone)),
                (
                    "salesforce",
                    .object([
                        ("is_up", .boolean(connection?.isUp ?? false)), ("reason", .string(connection?.reason)),
                        ("last_success_at", .instant(connection?.lastSuccess)),
                        ("records_processed", .integer(connection?.recordsProcessed ?? 0)),
                    ])
                ),
                ("run_active", .boolean(hub.runs.activity != nil)),
                (
                    "next",
                    .array(
                        upcoming.map { .object([("step", .string($0.step.rawValue)), ("at", .instant($0.time))]) })
                ),
                ("schedule_warning", .string(hub.settings.runsSchedule ? timetable.warning : nil)),
            ]))
    }

    private func apply(_ context: WebContext) async throws -> Response {
        let accepts = context.query.text("accept_losses")
        guard accepts == nil || accepts == "true" || accepts == "false" else {
            throw Problem.invalid("accept_losses is true or false.")
        }
        let tag = context.request.headers[.ifMatch].map { String($0.filter { $0 != "\"" }) }
        let lines = try await hub.applyConfiguration(
            try context.text(), replacing: tag == "*" ? nil : tag, acceptingLosses: accepts == "true",
            by: context.visitor)
        return .json(JSON(ConfigurationChanges(lines: lines)))
    }

    private func keys(_ context: WebContext) async throws -> Response {
        let items = try await hub.store.keys().map { key in
            JSON.object([
                ("id", .integer(key.id)), ("name", .string(key.name)), ("scope", .string(key.scope.rawValue)),
                ("prefix", .string(key.prefix)), ("created_by", .string(key.createdBy)),
                ("created_at", .instant(key.createdAt)),
            ])
        }
        return .json(.list(items, next: nil))
    }

    private func createKey(_ context: WebContext) async throws -> Response {
        let wanted = try context.object("name", "scope")
        guard let name = wanted["name"]?.string, (1...100).contains(name.count) else {
            throw Problem.invalid("name is a text of at most 100 characters.")
        }
        guard let scope = wanted["scope"]?.string.flatMap(KeyScope.init) else {
            throw Problem.invalid("scope is one of \(KeyScope.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let key = try await hub.keys.create(name: name, scope: scope, by: context.visitor.name)
        try await context.audit("key.create", subject: name, detail: scope.rawValue)
        return .json(
            .object([("id", .integer(key.id)), ("key", .string(key.text)), ("scope", .string(scope.rawValue))]),
            status: .created)
    }

    private func revokeKey(_ context: WebContext) async throws -> Response {
        guard let id = context.parameters.get("key").flatMap({ Int64($0) }), try await hub.keys.revoke(id) else {
            throw Problem.notFound("key of that number")
        }
        try await context.audit("key.revoke", subject: "key \(id)")
        return Response(status: .noContent)
    }

    private func audit(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let entries = try await hub.store.auditEntries(limit: limit, before: try context.numberCursor())
        let next = entries.count == limit ? entries.last.map { Cursor([String($0.number)]) } : nil
        let items = entries.map { entry in
            JSON.object([
                ("number", .integer(entry.number)), ("at", .instant(entry.at)), ("who", .string(entry.who)),
                ("action", .string(entry.action)), ("subject", .string(entry.subject)),
                ("detail", .string(entry.detail)),
            ])
        }
        return .json(.list(items, next: next))
    }
}

extension JSON {
    fileprivate init(_ changes: ConfigurationChanges) {
        self = .object([
            ("changes", .array(changes.lines.map { .string($0) })),
            ("losses", .array(changes.losses.map { .string($0.sentence) })),
        ])
    }
}
