import Domain

/// The workspace's name and its time zone.
struct WorkspacePage: Sendable {
    var workspace: HubConfiguration.Workspace
    var mistake: String?
    var mayAdminister: Bool
    var token: HTML

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> WorkspacePage {
        WorkspacePage(
            workspace: try await sources.host.configuration().workspace, mistake: nil,
            mayAdminister: visit.mayAdminister,
            token: visit.token)
    }

    static func apply(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        var configuration = try await sources.host.configuration()
        configuration.workspace.name = visit.form.text("name") ?? "Crosswalk"
        configuration.workspace.timeZone = visit.form.text("time_zone") ?? "UTC"
        guard WorkspaceZone(named: configuration.workspace.timeZone) != nil else {
            return WorkspacePage(
                workspace: configuration.workspace,
                mistake:
                    "\(configuration.workspace.timeZone) is no time zone; write a region and city, such as Europe/Berlin.",
                mayAdminister: visit.mayAdminister, token: visit.token
            ).answer
        }
        _ = try await sources.host.apply(configuration)
        return .redirect("/settings", notice: .init(.good, "Saved."))
    }

    var answer: PageAnswer { .page(title: "Settings", place: .settings, content: html) }

    var html: HTML {
        """
        \(SettingsTabs.html("/settings", isAdmin: mayAdminister))
        \(Parts.list(mistake.map { [$0] } ?? []))
        <form method="post" action="/settings" class="card">\(token)<fieldset\(" disabled", if: !mayAdminister)><legend class="hidden">Workspace</legend>
        <div class="field">\(Parts.input("name", label: "Name", value: workspace.name))</div>
        <div class="field">\(Parts.input("time_zone", label: "Time zone", value: workspace.timeZone, hint: "Days, and so KPIs, are calendar days in this zone: a region and city, such as Europe/Berlin"))</div>
        <button>Save</button></fieldset></form>
        """
    }
}
