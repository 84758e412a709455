import Domain
import HTTPTypes
import Hummingbird
import Synchronization

/// Authorize: sends an admin to Salesforce's consent page, and takes what they bring back (state and PKCE).
struct AuthorizeRoutes {
    let hub: Hub

    private static let callback = "/authorize/callback"

    var routes: [HubRoute] {
        [
            .action("/authorize", .admin) { context in
                let state = SecretToken().text
                let verifier = SecretToken().text
                let back = context.publicAddress + Self.callback
                let address = try await hub.workspace.authorization.address(back, state, verifier)
                hub.authorizations.begin(
                    state, verifier: verifier, redirectURI: back, by: context.person?.id, at: context.now)
                try await context.audit("salesforce.authorize", subject: "begun")
                // A form may only lead to ourselves (CSP), so the page that it leads to goes on to Salesforce.
                var response = try await context.page(
                    "Authorize", place: .integrations,
                    "<p><a class=\"button\" href=\"\(address)\">Continue to Salesforce</a></p>")
                response.headers[.refresh] = "0; url=\(address)"
                return response
            },
            .page(Self.callback, .admin, answer: finish),
        ]
    }

    private func finish(_ context: WebContext) async throws -> Response {
        let query = context.query
        guard let state = query["state"],
            let begun = hub.authorizations.take(state, by: context.person?.id, at: context.now)
        else {
            throw Problem(
                .forbidden, "wrong_state", "This authorisation was not begun here, or too long ago. Begin it again.")
        }
        guard let code = query["code"] else {
            let reason =
                query["error"] == "access_denied" ? "It was declined on Salesforce's page." : "Salesforce refused it."
            return try await context.redirect(to: "/", saying: PageShell.Notice(.bad, "Not connected. \(reason)"))
        }
        do {
            try await hub.workspace.authorization.finish(code, begun.redirectURI, state, begun.verifier)
        } catch let error as any RemediableError {
            return try await context.redirect(to: "/", saying: PageShell.Notice(.bad, "Not connected. \(error.advice)"))
        }
        hub.memory.forgetSalesforce()
        try await context.audit("salesforce.authorize", subject: "done")
        return try await context.redirect(to: "/", saying: PageShell.Notice(.good, "Salesforce is connected."))
    }
}

/// Authorisations that were begun and not yet brought back; each is good once, for ten minutes.
final class Authorizations: Sendable {
    struct Begun: Sendable {
        let verifier: String
        let redirectURI: String
        let person: Int64?
        let at: Instant
    }

    private let begun = Mutex<[String: Begun]>([:])
    private static let longest: Int64 = 10 * 60_000

    func begin(_ state: String, verifier: String, redirectURI: String, by person: Int64?, at now: Instant) {
        begun.withLock { begun in
            begun = begun.filter { now.milliseconds - $0.value.at.milliseconds < Self.longest }
            begun[state] = Begun(verifier: verifier, redirectURI: redirectURI, person: person, at: now)
        }
    }

    func take(_ state: String, by person: Int64?, at now: Instant) -> Begun? {
        let found = begun.withLock { $0.removeValue(forKey: state) }
        guard let found, found.person == person, now.milliseconds - found.at.milliseconds < Self.longest else {
            return nil
        }
        return found
    }
}
