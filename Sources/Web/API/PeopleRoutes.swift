import Domain
import HTTPTypes
import Hummingbird

/// Who may log in, and as what.
struct PeopleRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/people", .program(.admin), answer: list),
            HubRoute(.post, "/api/v1/people", .program(.admin), answer: add),
            HubRoute(.patch, "/api/v1/people/{person}", .program(.admin), answer: change),
            HubRoute(.delete, "/api/v1/people/{person}", .program(.admin), answer: remove),
        ]
    }

    private func list(_ context: WebContext) async throws -> Response {
        .json(.list(try await hub.store.people().map { JSON($0) }, next: nil))
    }

    private func add(_ context: WebContext) async throws -> Response {
        let wanted = try context.object("email", "name", "role", "password")
        let email = try hub.doors.address(try Self.text("email", of: wanted))
        let hash = try hub.doors.hash(ofNew: try Self.text("password", of: wanted))
        let role = try Self.role(of: wanted) ?? .viewer
        let person = try await hub.store.addPerson(
            email: email, name: wanted["name"]?.string ?? email, role: role, passwordHash: hash.text,
            onlyIfFirst: false, at: hub.clock())
        try await context.audit("person.create", subject: email, detail: role.rawValue)
        return .json(JSON(person), status: .created)
    }

    private func change(_ context: WebContext) async throws -> Response {
        let person = try await person(context)
        let wanted = try context.object("name", "role", "password")
        let role = try Self.role(of: wanted)
        let name = wanted["name"] == nil ? nil : try Self.text("name", of: wanted)
        let password = wanted["password"] == nil ? nil : try Self.text("password", of: wanted)
        try await hub.store.changePerson(
            person.id, name: name, role: role, passwordHash: try password.map { try hub.doors.hash(ofNew: $0).text })
        if let role { try await context.audit("person.role", subject: person.email, detail: role.rawValue) }
        if password != nil {
            try await hub.store.closeSessions(
                of: person.id, but: context.person?.id == person.id ? context.session?.tokenHash : nil)
        }
        if password != nil { try await context.audit("person.password", subject: person.email) }
        return .json(JSON(try await self.person(context)))
    }

    private func remove(_ context: WebContext) async throws -> Response {
        let person = try await person(context)
        try await hub.store.removePerson(person.id)
        try await context.audit("person.remove", subject: person.email)
        return Response(status: .noContent)
    }

    private func person(_ context: WebContext) async throws -> AdminPerson {
        let id = context.parameters.get("person").flatMap { Int64($0) }
        guard let person = try await hub.store.people().first(where: { $0.id == id }) else {
            throw Problem.notFound("person of that number")
        }
        return person
    }

    private static func text(_ key: String, of object: JSON) throws -> String {
        guard let text = object[key]?.string, !text.isEmpty, text.utf8.count <= 500 else {
            throw Problem.invalid("\(key) is a text of at most 500 bytes.")
        }
        return text
    }

    private static func role(of object: JSON) throws -> Role? {
        guard let named = object["role"] else { return nil }
        guard let role = named.string.flatMap(Role.init) else {
            throw Problem.invalid("role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return role
    }
}

extension JSON {
    fileprivate init(_ person: AdminPerson) {
        self = .object([
            ("id", .integer(person.id)), ("email", .string(person.email)), ("name", .string(person.name)),
            ("role", .string(person.role.rawValue)), ("last_login", .instant(person.lastLogin)),
        ])
    }
}
