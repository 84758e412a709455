import Domain

/// The parts of the settings, as tabs; the parts about people, keys and backups stand with those who keep them.
package enum SettingsTabs {
    package static func html(_ current: String) -> HTML {
        let all = [
            ("Workspace", "/settings"), ("Configuration", "/settings/configuration"), ("People", "/settings/people"),
            ("Keys", "/settings/keys"), ("Audit log", "/settings/audit"), ("Backup", "/settings/backup"),
        ]
        return Parts.tabs("Settings", all.map { ($0.0, $0.1, $0.1 == current) })
    }
}

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
        _ = try await sources.host.apply(configuration, by: visit.viewer.name)
        return .redirect("/settings", notice: .init(.good, "Saved."))
    }

    var answer: PageAnswer { .page(title: "Settings", place: .settings, content: html) }

    var html: HTML {
        """
        \(SettingsTabs.html("/settings"))
        \(Parts.list(mistake.map { [$0] } ?? []))
        <form method="post" action="/settings" class="card">\(token)<fieldset\(" disabled", if: !mayAdminister)><legend class="hidden">Workspace</legend>
        <div class="field">\(Parts.input("name", label: "Name", value: workspace.name))</div>
        <div class="field">\(Parts.input("time_zone", label: "Time zone", value: workspace.timeZone, hint: "Days, and so KPIs, are calendar days in this zone: a region and city, such as Europe/Berlin"))</div>
        <button>Save</button></fieldset></form>
        """
    }
}

/// The whole configuration as text: what a change would do first, then the change.
struct ConfigurationPage: Sendable {
    var text: String
    var review: ConfigurationReview?
    var mayAdminister: Bool
    var token: HTML

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> ConfigurationPage {
        ConfigurationPage(
            text: try await sources.host.configurationText(), review: nil, mayAdminister: visit.mayAdminister,
            token: visit.token)
    }

    static func posted(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let text = (visit.form["text"] ?? "").split(separator: "\r\n", omittingEmptySubsequences: false).joined(
            separator: "\n")
        let review = try await sources.host.review(text)
        guard visit.form["act"] == "apply", review.mistakes.isEmpty else {
            return ConfigurationPage(
                text: text, review: review, mayAdminister: visit.mayAdminister, token: visit.token
            ).answer
        }
        let changes = try await sources.host.apply(text: text, by: visit.viewer.name)
        return .redirect(
            "/settings/configuration",
            notice: .init(.good, changes.isEmpty ? "Nothing was changed." : "In force: \(changes.count) changes."))
    }

    var answer: PageAnswer { .page(title: "Configuration", place: .settings, content: html) }

    var html: HTML {
        """
        \(SettingsTabs.html("/settings/configuration"))
        <p class="soft">All but the secrets, as it stands in <code>crosswalk.yaml</code>. A text with mistakes changes nothing.</p>
        \(review.map(Self.html))
        <form method="post" action="/settings/configuration">\(token)<fieldset\(" disabled", if: !mayAdminister)><legend class="hidden">Configuration</legend>
        <label for="text">crosswalk.yaml</label><textarea id="text" name="text" spellcheck="false" rows="32">\("\n" + text)</textarea>
        <div class="row actions"><button name="act" value="review">What would change?</button><button class="plain" name="act" value="apply">Apply</button></div>
        </fieldset></form>
        """
    }

    private static func html(_ review: ConfigurationReview) -> HTML {
        guard review.mistakes.isEmpty else {
            return "<div role=\"alert\">\(Parts.list(review.mistakes))</div>"
        }
        guard !review.changes.isEmpty else { return "<p class=\"notice\">This text would change nothing.</p>" }
        return
            "<section class=\"card\"><h2>What would change</h2><ul class=\"mono\">\(review.changes.map { "<li>\($0)</li>" as HTML })</ul></section>"
    }
}
