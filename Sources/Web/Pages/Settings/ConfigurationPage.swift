import Domain

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
        let acceptsLosses = visit.form["accept_losses"] != nil
        guard visit.form["act"] == "apply", review.mistakes.isEmpty, review.losses.isEmpty || acceptsLosses else {
            return ConfigurationPage(
                text: text, review: review, mayAdminister: visit.mayAdminister, token: visit.token
            ).answer
        }
        let changes = try await sources.host.apply(text: text, acceptingLosses: acceptsLosses)
        return .redirect(
            "/settings/configuration",
            notice: .init(.good, changes.isEmpty ? "Nothing was changed." : "In force: \(changes.count) changes."))
    }

    var answer: PageAnswer { .page(title: "Configuration", place: .settings, content: html) }

    var html: HTML {
        """
        \(SettingsTabs.html("/settings/configuration", isAdmin: mayAdminister))
        <p class="soft">All but the secrets, as it stands in <code>crosswalk.yaml</code>. A text with mistakes changes nothing. \
        Other pages write only the keys they change here, so that comments stay.</p>
        \(review.map(Self.html))
        <form method="post" action="/settings/configuration">\(token)<fieldset\(" disabled", if: !mayAdminister)><legend class="hidden">Configuration</legend>
        <label for="text">crosswalk.yaml</label><textarea id="text" name="text" spellcheck="false" rows="32">\("\n" + text)</textarea>
        \(acceptance)
        <div class="row actions"><button name="act" value="review">What would change?</button><button class="plain" name="act" value="apply">Apply</button></div>
        </fieldset></form>
        """
    }

    /// What a person ticks so that values may be lost.
    private var acceptance: HTML {
        guard let review, !review.losses.isEmpty else { return "" }
        return """
            <p><label><input type="checkbox" name="accept_losses"> Lose the values that the new types cannot \
            hold</label></p>
            """
    }

    private static func html(_ review: ConfigurationReview) -> HTML {
        guard review.mistakes.isEmpty else {
            return "<div role=\"alert\">\(Parts.list(review.mistakes))</div>"
        }
        guard !review.changes.isEmpty || !review.losses.isEmpty else {
            return "<p class=\"notice\">This text would change nothing.</p>"
        }
        let changes: HTML =
            "<section class=\"card\"><h2>What would change</h2><ul class=\"mono\">\(review.changes.map { "<li>\($0)</li>" as HTML })</ul></section>"
        guard !review.losses.isEmpty else { return changes }
        return """
            <div role="alert"><p>Values would be lost, so this is applied only if you tick so below.</p>
            \(Parts.list(review.losses))</div>\(changes)
            """
    }
}
