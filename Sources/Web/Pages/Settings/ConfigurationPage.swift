import Domain

/// The whole configuration as text: what a change would do first, then the change.
struct ConfigurationPage: Sendable {
    var text: String
    /// Of the text in force when this one was begun.
    var tag: String
    /// What stands in force instead, where somebody has changed it since.
    var other: String?
    var review: ConfigurationReview?
    var mayAdminister: Bool
    var token: HTML

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> ConfigurationPage {
        let text = try await sources.host.configurationText()
        return ConfigurationPage(
            text: text, tag: Hub.tag(ofConfiguration: text), mayAdminister: visit.mayAdminister, token: visit.token)
    }

    static func posted(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let text = (visit.form["text"] ?? "").split(separator: "\r\n", omittingEmptySubsequences: false).joined(
            separator: "\n")
        let present = try await sources.host.configurationText()
        let tag = Hub.tag(ofConfiguration: present)
        let isOther = present != text && (visit.form["replaces"] ?? tag) != tag
        let review = try await sources.host.review(text)
        let acceptsLosses = visit.form["accept_losses"] != nil
        guard visit.form["act"] == "apply", !isOther, review.mistakes.isEmpty, review.losses.isEmpty || acceptsLosses
        else {
            return ConfigurationPage(
                text: text, tag: tag, other: isOther ? present : nil, review: review,
                mayAdminister: visit.mayAdminister, token: visit.token
            ).answer
        }
        let changes = try await sources.host.apply(text: text, replacing: tag, acceptingLosses: acceptsLosses)
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
        \(other.map(conflict))
        \(review.map(Self.html))
        <form method="post" action="/settings/configuration">\(token)<input type="hidden" name="replaces" value="\(tag)"><fieldset\(" disabled", if: !mayAdminister)><legend class="hidden">Configuration</legend>
        <label for="text">crosswalk.yaml</label><textarea id="text" name="text" spellcheck="false" rows="32">\("\n" + text)</textarea>
        \(acceptance)
        <div class="row actions"><button name="act" value="review">What would change?</button><button class="plain" name="act" value="apply">Apply</button></div>
        </fieldset></form>
        """
    }

    /// Both texts, so that nothing of either is lost.
    private func conflict(_ other: String) -> HTML {
        """
        <section class="card" role="alert"><h2>Somebody else has changed the configuration in the meantime</h2>
        <p>Nothing of yours has been put in force, and your text is kept below. Here is what sets it apart from the one in \
        force now: write into yours what you want to keep of the lines that it would take away. Apply then replaces the \
        other text.</p>
        \(LineDifference(from: other, to: text).html)
        <details><summary>The text in force now</summary><pre tabindex="0">\(other)</pre></details></section>
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
