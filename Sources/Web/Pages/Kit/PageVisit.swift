package import Domain

/// A request for a page, as the page sees it: who asks for what, and when.
package struct PageVisit: Sendable {
    /// What the route's placeholders stand for: `id` of `/accounts/{id}`.
    package var parameters: [String: String]
    package var query: FormValues
    /// The posted fields; empty where nothing was posted.
    package var form: FormValues
    package var viewer: PageShell.Viewer
    package var mayEdit: Bool
    package var mayAdminister: Bool
    package var now: Instant

    package init(
        parameters: [String: String] = [:], query: FormValues = FormValues(), form: FormValues = FormValues(),
        viewer: PageShell.Viewer, mayEdit: Bool, mayAdminister: Bool, now: Instant
    ) {
        self.parameters = parameters
        self.query = query
        self.form = form
        self.viewer = viewer
        self.mayEdit = mayEdit
        self.mayAdminister = mayAdminister
        self.now = now
    }

    /// What every form that changes something carries.
    package var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(viewer.csrfToken)\">" }

    /// `?entity=users`; accounts where nothing is said.
    package var entity: Entity { query["entity"].flatMap { Entity(plural: $0) } ?? .account }
}
