import Domain

/// Why a record is linked as it is, rule by rule, and what a person may decide about it.
struct LinkPart: Sendable {
    let explanation: MatchExplanation
    let object: String
    let mayEdit: Bool
    let token: HTML

    var html: HTML {
        """
        <section class="card" aria-labelledby="link"><h2 id="link">Why is it linked, or not?</h2>
        <p><b>\(sentence)</b></p>\(pending)\(people)
        <ol class="trail">\(explanation.rules.map(rule))</ol>
        \(mayEdit ? forms : "")
        </section>
        """
    }

    private var sentence: String {
        let rule = explanation.decidingRule.map(Words.rule) ?? ""
        let way = explanation.decidingRule == "manual" ? "by hand" : "by \(rule)"
        return switch explanation.verdict {
        case .linked: "Linked to \(explanation.salesforceID ?? "") \(way)."
        case .ambiguousPick: "Linked to \(explanation.salesforceID ?? ""), the oldest of several, \(way)."
        case .ambiguous: "Not linked: \(rule) found several, and none was taken."
        case .excluded:
            explanation.decidingRule == "manual" ? "Not linked, as a person decided." : "Not linked: excluded."
        case .unmatched:
            explanation.decidingRule == "manual"
                ? "Not linked until a fetch brings the record that a person named."
                : "Not linked: no rule found anybody."
        }
    }

    private var pending: HTML {
        guard let stored = explanation.stored else {
            return "<p class=\"notice warn\">Not decided yet: the next match will say as above.</p>"
        }
        guard stored.salesforceID != explanation.salesforceID || stored.verdict != explanation.verdict else {
            return
                "<p class=\"soft\">Decided \(Figures.time(stored.since)) in <a href=\"/runs/\(stored.decidedIn.value)\">run \(stored.decidedIn.value)</a>, by \(stored.decidedBy).</p>"
        }
        return """
            <p class="notice warn">Stored is: \(stored.salesforceID.map { "linked to \($0)" } ?? "not linked"). Records have \
            changed since; the next match will say as above.</p>
            """
    }

    private var people: HTML {
        var said: [String] = []
        if explanation.override.neverAtAll { said.append("A person said: never link this record.") }
        if let link = explanation.override.link {
            said.append(
                "A person said: this is \(link)."
                    + (explanation.override.isStale ? " That record was deleted since." : ""))
        }
        said += explanation.override.never.sorted().map { "A person said: this is not \($0)." }
        return Parts.list(said, class: "notice")
    }

    private func rule(_ rule: MatchExplanation.Rule) -> HTML {
        let isDeciding = rule.outcome == .linked || rule.outcome == .ambiguousPick
        let candidates = rule.candidates.map { candidate -> HTML in
            let since: HTML? = candidate.created.map { " <span class=\"soft\">created \(Figures.time($0))</span>" }
            return "<li><span class=\"mono\">\(candidate.salesforceID)</span> “\(candidate.value)”\(since)</li>"
        }
        let more: HTML =
            rule.candidateCount > rule.candidates.count
            ? "<li>… and \(Figures.grouped(rule.candidateCount - rule.candidates.count)) more</li>" : ""
        return """
            <li class="\(rule.outcome == .notTried ? "skipped" : isDeciding ? "decided" : "tried")"><h3>\(Words.rule(rule.name))</h3>
            <p>\(rule.ourField)\(compared(rule)) <span class="soft">against</span> \(object).\(rule.theirField): \(Self.words(rule))</p>
            <ul class="candidates">\(candidates)\(more)</ul></li>
            """
    }

    private func compared(_ rule: MatchExplanation.Rule) -> HTML {
        guard !rule.ourValue.isEmpty else { return "" }
        guard let key = rule.key, key != rule.ourValue else { return " “\(rule.ourValue)”" }
        return " “\(rule.ourValue)” <span class=\"soft\">compared as</span> “\(key)”"
    }

    private static func words(_ rule: MatchExplanation.Rule) -> String {
        switch rule.outcome {
        case .notTried: "not asked, because it was decided before"
        case .noValue: "ours is empty or cannot be compared"
        case .noCandidate: "nobody has it"
        case .unknownID: "no fetched record has this id"
        case .linked: "one has it"
        case .ambiguousPick: "\(rule.candidateCount) have it, the oldest is taken"
        case .ambiguous: "\(rule.candidateCount) have it, so none is taken"
        case .excludedFreemail: "most recent users are with a mail provider"
        case .noMajority: "too few recent users share a domain"
        case .blocked: "a person ruled out whoever has it"
        case .rejectedType: "the two fields are of different types"
        case .missingField: rule.missing
        }
    }

    private var forms: HTML {
        let path = Words.path(explanation.entity, explanation.id) + "/decide"
        let isDecided = !explanation.override.isEmpty
        return """
            <details><summary>Decide by hand</summary>
            <form method="post" action="\(path)">\(token)
            <div class="field">\(Parts.input("salesforce_id", label: "Salesforce ID", value: explanation.salesforceID, hint: "15 or 18 characters; empty with “never” means none at all"))</div>
            <div class="field">\(Parts.input("reason", label: "Why, for whoever asks later", value: nil))</div>
            <div class="row actions"><button name="verdict" value="link">It is this one</button>
            <button class="plain" name="verdict" value="never">Never this one</button>
            \("<button class=\"plain\" name=\"verdict\" value=\"withdrawn\">Let the rules decide again</button>", when: isDecided)</div>
            <p class="soft">It takes effect with the next match.</p></form></details>
            """
    }
}
