import Domain
import Hummingbird

/// The settings that only admins see: people, keys, the audit log, backups.
struct SettingsRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            .page("/settings/history", .admin) { context in
                let page = try await HistoryPage.load(context)
                return try await context.page("Configuration history", place: .settings, page.html)
            },
            .page("/settings/people", .admin) { context in
                let page = PeoplePage(
                    people: try await hub.store.people(), viewer: context.person?.id, token: try context.visit.token)
                return try await context.page("People", place: .settings, page.html)
            },
            .action("/settings/people", .admin, answer: changePeople),
            .page("/settings/password") { context in
                try await context.page(
                    "My password", place: .settings,
                    PasswordPage.html(isAdmin: context.role == .admin, token: try context.visit.token))
            },
            .action("/settings/password", .viewer, answer: changePassword),
            .page("/settings/keys", .admin) { try await keys($0, newKey: nil) },
            .action("/settings/keys", .admin, answer: changeKeys),
            .page("/settings/audit", .admin) { context in
                let before = context.query["before"].flatMap { Int64($0) }
                let entries = try await hub.store.auditEntries(limit: AuditPage.perPage + 1, before: before)
                let page = AuditPage(
                    entries: Array(entries.prefix(AuditPage.perPage)), hasMore: entries.count > AuditPage.perPage)
                return try await context.page("Audit log", place: .settings, page.html)
            },
            .page("/settings/backup", .admin) { context in
                try await context.page(
                    "Backup", place: .settings,
                    BackupPage.html(hub.backups(), folder: hub.workspace.folder, token: try context.visit.token))
            },
            .action("/settings/backup", .admin, answer: backUp),
        ]
    }

    private func changePeople(_ context: WebContext) async throws -> Response {
        let form = context.form
        let id = form["id"].flatMap { Int64($0) } ?? -1
        let role = form["role"].flatMap(Role.init)
        do {
            switch form["act"] {
            case "add":
                let email = try hub.doors.address(form.text("email") ?? "")
                let hash = try hub.doors.hash(ofNew: form["password"] ?? "")
                _ = try await hub.store.addPerson(
                    email: email, name: form.text("name") ?? email, role: role ?? .viewer, passwordHash: hash.text,
                    onlyIfFirst: false, at: context.now)
                try await context.audit("person.create", subject: email, detail: (role ?? .viewer).rawValue)
            case "role":
                try await hub.store.changePerson(id, name: nil, role: role, passwordHash: nil)
                try await context.audit("person.role", subject: try await email(of: id), detail: role?.rawValue ?? "")
            case "reset":
                try await change(passwordOf: id, email: try await email(of: id), context)
            case "remove":
                let email = try await email(of: id)
                try await hub.store.removePerson(id)
                try await context.audit("person.remove", subject: email)
            default: throw Problem.invalid("Nothing was asked for.")
            }
        } catch let error as PlainError {
            return try await context.redirect(to: "/settings/people", saying: .init(.bad, error.advice))
        } catch let problem as Problem {
            return try await context.redirect(to: "/settings/people", saying: .init(.bad, problem.detail))
        }
        return try await context.redirect(to: "/settings/people", saying: .init(.good, "Done."))
    }

    /// Everybody's own. Whoever finds an open browser must not take the account over: the present one is asked for.
    private func changePassword(_ context: WebContext) async throws -> Response {
        let path = "/settings/password"
        guard let person = context.person else { return .seeOther("/login") }
        do {
            let isTheirs = try await hub.doors.logIn(
                email: person.email, password: context.form["present"] ?? "", from: context.address)
            guard isTheirs != nil else { throw Problem.invalid("That is not your present password.") }
            try await change(passwordOf: person.id, email: person.email, context)
        } catch let problem as Problem {
            return try await context.redirect(to: path, saying: .init(.bad, problem.detail))
        }
        return try await context.redirect(to: path, saying: .init(.good, "Your password is changed."))
    }

    /// A new password closes the person's sessions everywhere, but not the one that set it.
    private func change(passwordOf id: Int64, email: String, _ context: WebContext) async throws {
        let hash = try hub.doors.hash(ofNew: context.form["password"] ?? "")
        try await hub.store.changePerson(id, name: nil, role: nil, passwordHash: hash.text)
        try await hub.store.closeSessions(of: id, but: context.person?.id == id ? context.session?.tokenHash : nil)
        try await context.audit("person.password", subject: email)
    }

    private func email(of id: Int64) async throws -> String {
        guard let person = try await hub.store.people().first(where: { $0.id == id }) else {
            throw PlainError("That person is not there any more.")
        }
        return person.email
    }

    private func changeKeys(_ context: WebContext) async throws -> Response {
        guard context.form["act"] == "add" else {
            let id = context.form["id"].flatMap { Int64($0) } ?? -1
            guard try await hub.keys.revoke(id) else { throw Problem.notFound("such key") }
            try await context.audit("key.revoke", subject: String(id))
            return try await context.redirect(to: "/settings/keys", saying: .init(.good, "The key is revoked."))
        }
        let scope = context.form["scope"].flatMap(KeyScope.init) ?? .ingest
        let name = context.form.text("name") ?? "key"
        let made = try await hub.keys.create(name: name, scope: scope, by: context.visitor.name)
        try await context.audit("key.create", subject: name, detail: scope.rawValue)
        return try await keys(context, newKey: made.text)
    }

    private func keys(_ context: WebContext, newKey: String?) async throws -> Response {
        let page = KeysPage(keys: try await hub.store.keys(), newKey: newKey, token: try context.visit.token)
        return try await context.page("Keys", place: .settings, page.html)
    }

    private func backUp(_ context: WebContext) async throws -> Response {
        let file = try await hub.backUp(by: context.visitor).path
        return try await context.redirect(to: "/settings/backup", saying: .init(.good, "Written to \(file)."))
    }
}
