package import Domain
package import HTTPTypes
package import Hummingbird
package import NIOCore

/// All that an answer is made from: the hub, the request, and who sent it.
package struct WebContext: Sendable {
    package let hub: Hub
    package let request: Request
    package let parameters: Parameters
    package let visitor: Visitor
    /// The fields of a posted form; empty otherwise.
    package let form: FormValues
    /// The body of an API call; empty for pages, whose forms are in `form`.
    package let body: ByteBuffer
    /// The sender's address, for throttling and never for the log.
    package let address: String
    /// Whether the browser speaks TLS with us or with the proxy before us.
    package let isSecure: Bool

    /// The address under which the sender reaches us.
    var publicAddress: String {
        hub.settings.publicURL ?? (isSecure ? "https://" : "http://") + (request.head.authority ?? "localhost")
    }

    package var query: FormValues { FormValues(encoded: request.uri.query ?? "") }

    package var person: AdminPerson? {
        if case .person(let person, _) = visitor { person } else { nil }
    }

    package var session: SecretSession? {
        if case .person(_, let session) = visitor { session } else { nil }
    }

    package var role: Role? { person?.role }
    package var csrfToken: String { session?.csrfToken ?? "" }

    package var now: Instant { hub.clock() }

    /// The viewer as the page's frame shows them.
    package var viewer: PageShell.Viewer? {
        person.map { PageShell.Viewer(name: $0.name, role: $0.role.rawValue, csrfToken: csrfToken) }
    }

    /// A whole page in its frame, with what the last action left to be said.
    package func page(
        _ title: String, place: Place?, status: HTTPResponse.Status = .ok, notice: PageShell.Notice? = nil,
        _ content: HTML
    ) async throws -> Response {
        let left = session?.notice
        if left != nil, let session { try await hub.store.setNotice(nil, tokenHash: session.tokenHash) }
        let shell = PageShell(
            title: title, place: place, workspaceName: try hub.configuration().workspace.name, viewer: viewer,
            notice: notice ?? left)
        return .html(shell.html(content), status: status)
    }

    /// Sends the browser on after a form, with something to say on the next page.
    package func redirect(to path: String, saying notice: PageShell.Notice? = nil) async throws -> Response {
        if let notice, let session {
            try await hub.store.setNotice(notice.stored, tokenHash: session.tokenHash)
        }
        return .seeOther(path)
    }

    /// Notes a change in the audit log.
    package func audit(_ action: String, subject: String, detail: String = "") async throws {
        try await hub.store.audit(
            AuditEntry(at: now, who: visitor.name, action: action, subject: subject, detail: detail))
    }
}
