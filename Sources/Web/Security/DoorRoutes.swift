import Domain
import Hummingbird

/// The first set-up, logging in and logging out.
struct DoorRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/login", .everyone) { context in
                if try await hub.doors.isSetupOpen() { return .seeOther("/setup") }
                if try await isIn(context) { return .seeOther(Self.localPath(context.query["next"])) }
                let wasIn = context.request.cookies[Sessions.cookieName] != nil
                let notice = wasIn ? PageShell.Notice(.plain, "Your session has ended. Log in to go on.") : nil
                return try await context.page(
                    "Log in", place: nil, notice: notice, Self.login(next: context.query["next"]))
            },
            HubRoute(.post, "/login", .everyone, answer: logIn),
            HubRoute(.get, "/setup", .everyone) { context in
                guard try await hub.doors.isSetupOpen() else {
                    return .seeOther(try await isIn(context) ? "/" : "/login")
                }
                return try await context.page(
                    "Set up this workspace", place: nil, Self.setup(token: context.query["token"]))
            },
            HubRoute(.post, "/setup", .everyone, answer: setUp),
            .action("/logout", .viewer) { context in
                guard let session = context.session else { return .seeOther("/login") }
                var response = Response.seeOther("/login")
                response.setCookie(try await hub.sessions.close(session, isSecure: context.isSecure))
                return response
            },
        ]
    }

    private func isIn(_ context: WebContext) async throws -> Bool {
        try await hub.sessions.visitor(of: context.request) != .nobody
    }

    private func logIn(_ context: WebContext) async throws -> Response {
        let email = context.form.text("email") ?? ""
        let next = Self.localPath(context.form["next"])
        do {
            let person = try await hub.doors.logIn(
                email: email, password: context.form["password"] ?? "", from: context.address)
            if let person { return try await welcome(person, context, to: next) }
            return try await context.page(
                "Log in", place: nil, status: .unauthorized,
                notice: PageShell.Notice(.bad, "That e-mail address and password do not belong together."),
                Self.login(next: next, email: email))
        } catch let problem as Problem {
            var response = try await context.page(
                "Log in", place: nil, status: problem.status, notice: PageShell.Notice(.bad, problem.detail),
                Self.login(next: next, email: email))
            if let wait = problem.retryAfter {
                response.headers[.retryAfter] = String(max(1, wait.components.seconds))
            }
            return response
        }
    }

    private func setUp(_ context: WebContext) async throws -> Response {
        let form = context.form
        do {
            let person = try await hub.doors.setUp(
                token: form.text("token") ?? "", email: form.text("email") ?? "",
                name: form.text("name") ?? "Admin", password: form["password"] ?? "")
            try await hub.store.audit(
                AuditEntry(
                    at: hub.clock(), who: person.email, action: "person.create", subject: person.email,
                    detail: "first admin"))
            return try await welcome(person, context, to: "/")
        } catch let problem as Problem {
            return try await context.page(
                "Set up this workspace", place: nil, status: problem.status,
                notice: PageShell.Notice(.bad, problem.detail), Self.setup(token: form["token"]))
        }
    }

    private func welcome(_ person: AdminPerson, _ context: WebContext, to path: String) async throws -> Response {
        var response = Response.seeOther(path)
        response.setCookie(try await hub.sessions.open(person, isSecure: context.isSecure))
        return response
    }

    /// Only our own pages are gone on to: `//elsewhere` and `/\elsewhere` would lead away.
    private static func localPath(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return "/" }
        return text
    }

    private static func login(next: String?, email: String = "") -> HTML {
        """
        <form method="post" action="/login" class="card">
        <input type="hidden" name="next" value="\(localPath(next))">
        <div class="field"><label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required autofocus value="\(email)"></div>
        <div class="field"><label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required></div>
        <button>Log in</button>
        </form>
        """
    }

    private static func setup(token: String?) -> HTML {
        """
        <p>You are the first here. The set-up token stands in the server's first lines of output.</p>
        <form method="post" action="/setup" class="card">
        <div class="field"><label for="token">Set-up token</label>
        <input id="token" name="token" required autocomplete="off" value="\(token ?? "")"></div>
        <div class="field"><label for="name">Your name</label>
        <input id="name" name="name" required autocomplete="name"></div>
        <div class="field"><label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required></div>
        <div class="field"><label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="new-password" minlength="\(Doors.shortestPassword)" required>
        <small>At least \(Doors.shortestPassword) characters.</small></div>
        <button>Set up</button>
        </form>
        """
    }
}
