import Domain
import SyncEngine

/// The rules by which records are linked, and what other rules would do before they are put in force.
struct MatchingPage: Sendable {
    var draft: MatchDraft
    var fields: FieldChoices
    var coverage: LinkCoverage
    var preview: MatchPreview?
    var names: [String: String] = [:]
    var findings: [String]
    var changes: [String]
    var mayEdit: Bool
    var token: HTML

    /// The rules in force, or those that the address carries.
    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> MatchingPage {
        if visit.query["count"] != nil { return try await whatIf(visit.query, visit, sources) }
        let configuration = try await sources.host.configuration()
        let own = configuration.configuration(of: visit.entity)
        return try await MatchingPage(MatchDraft(visit.entity, own), configuration, visit, sources)
    }

    /// What the rules of a form would do; nothing is written.
    static func whatIf(
        _ form: FormValues, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> MatchingPage {
        let present = try await sources.host.configuration()
        let draft = MatchDraft(form)
        let wanted = draft.applied(to: present)
        var page = try await MatchingPage(draft, wanted, visit, sources)
        let preview = try await MatchPreviewer(store: sources.store).preview(wanted, entity: draft.entity)
        page.preview = preview
        page.names = try await sources.names(
            draft.entity, preview.samples.map(\.id), object: page.fields.object,
            preview.samples.flatMap { [$0.before, $0.after].compactMap(\.self) })
        return page
    }

    /// Puts the posted rules in force, unless they cannot be carried out.
    static func apply(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let draft = MatchDraft(visit.form)
        let wanted = draft.applied(to: try await sources.host.configuration())
        let page = try await MatchingPage(draft, wanted, visit, sources)
        guard page.findings.isEmpty else { return page.answer }
        let changes = try await sources.host.apply(wanted)
        let notice =
            changes.isEmpty
            ? PageShell.Notice(.plain, "Nothing was changed: these rules are in force already.")
            : PageShell.Notice(
                .good, "In force from the next match on; Synchronize, on Integrations, carries it out now.")
        return .redirect("/matching?entity=\(draft.entity.plural)", notice: notice)
    }

    private init(
        _ draft: MatchDraft, _ configuration: HubConfiguration, _ visit: PageVisit, _ sources: PageSources
    ) async throws {
        self.draft = draft
        fields = try await FieldChoices.load(draft.entity, configuration, sources, now: visit.now)
        coverage = try await sources.coverage(of: draft.entity)
        let described = try await sources.description(of: fields.object, now: visit.now)
        let places = ["match", "fields"].map { "\(draft.entity.plural).\($0)" }
        findings = configuration.mappingFindings(described.map { [draft.entity: $0] } ?? [:])
            .filter { finding in places.contains { finding.path.hasPrefix($0) } }.map(\.sentence)
        changes = []
        mayEdit = visit.mayEdit
        token = visit.token
    }

    init(
        draft: MatchDraft, fields: FieldChoices, coverage: LinkCoverage, preview: MatchPreview?, findings: [String],
        mayEdit: Bool, token: HTML
    ) {
        self.draft = draft
        self.fields = fields
        self.coverage = coverage
        self.preview = preview
        self.findings = findings
        changes = []
        self.mayEdit = mayEdit
        self.token = token
    }

    var answer: PageAnswer { .page(title: "Matching Logic", place: .matching, content: html) }

    var html: HTML {
        """
        \(Parts.tabs("Matching Logic", Entity.allCases.map {
            (Words.title($0), "/matching?entity=\($0.plural)", $0 == draft.entity)
        }))
        <p>Rules are tried in this order for each record of ours; the first that finds somebody decides, and the rest are \
        not asked. So several rules mean <em>or</em>, never <em>and</em>.</p>
        \(Parts.list(findings))
        \(preview.map { WhatIfPart(preview: $0, entity: draft.entity, names: names, mayEdit: mayEdit).html })
        <form id="rules" method="post" action="/matching">\(token)
        <input type="hidden" name="entity" value="\(draft.entity.plural)">
        <input type="hidden" name="count" value="\(draft.lines.count)">
        <fieldset\(" disabled", if: !mayEdit)><legend class="hidden">Rules for \(draft.entity.plural)</legend>
        <p>\(Parts.checkbox("on", label: "Link \(draft.entity.plural) with \(fields.object)", isOn: draft.isOn))</p>
        <ol class="rules">\(draft.lines.enumerated().map {
            MatchRuleRow(
                index: $0, line: $1, entity: draft.entity, fields: fields,
                theirs: $1.rule.comparedField.flatMap { draft.fields[$0] }
            ).html
        })</ol>
        \(several)
        <div class="row actions"><button name="act" value="preview">What if?</button>
        <button class="plain" name="act" value="apply">Apply</button>
        <a href="/matching?entity=\(draft.entity.plural)">Discard changes</a></div>
        </fieldset></form>
        \("<section class=\"card\"><h2>Now</h2>\(CoveragePart.html(coverage))</section>", when: preview == nil)
        """
    }

    private var several: HTML {
        guard draft.entity == .account else {
            return "<p class=\"soft\">A user is never linked to one of several contacts: several found means none.</p>"
        }
        return """
            <fieldset class="choice"><legend>When a rule finds several accounts</legend>
            <label class="inline"><input type="radio" name="when_several" value="first"\(" checked", if: draft.whenSeveral == .first)>\
            <span>take the oldest, and list it for review</span></label>
            <label class="inline"><input type="radio" name="when_several" value="reject"\(" checked", if: draft.whenSeveral == .reject)>\
            <span>take none, go on with the next rule</span></label></fieldset>
            """
    }
}
