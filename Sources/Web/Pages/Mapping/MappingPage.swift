import Domain
import SyncEngine

/// Which field feeds which, in which direction, with real values before anything is put in force.
struct MappingPage: Sendable {
    var draft: MappingDraft
    var fields: FieldChoices
    var objects: [String]
    var features: [FeatureName]
    var findings: [MappingFinding]
    var preview: MappingPreview?
    var mayEdit: Bool
    var token: HTML

    /// The mappings in force, or those that the address carries.
    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> MappingPage {
        if visit.query["pull_count"] != nil { return try await tried(visit.query, visit, sources) }
        let configuration = try await sources.host.configuration()
        let own = configuration.configuration(of: visit.entity)
        return try await MappingPage(MappingDraft(visit.entity, own), configuration, visit, sources)
    }

    /// The mappings of a form with what they would do to some records; nothing is written.
    static func tried(
        _ form: FormValues, _ visit: PageVisit, _ sources: PageSources
    ) async throws -> MappingPage {
        let draft = MappingDraft(form)
        let wanted = draft.applied(to: try await sources.host.configuration())
        var page = try await MappingPage(draft, wanted, visit, sources)
        page.preview = try await MappingPreview.load(wanted, draft.entity, sources)
        return page
    }

    static func apply(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let draft = MappingDraft(visit.form)
        let wanted = draft.applied(to: try await sources.host.configuration())
        let page = try await MappingPage(draft, wanted, visit, sources)
        guard page.findings.isEmpty else { return page.answer }
        let changes = try await sources.host.apply(wanted)
        return .redirect(
            "/mapping?entity=\(draft.entity.plural)",
            notice: changes.isEmpty
                ? PageShell.Notice(.plain, "Nothing was changed: these mappings are in force already.")
                : PageShell.Notice(
                    .good, "In force from the next run on; Synchronize, on Integrations, carries it out now."))
    }

    init(
        draft: MappingDraft, fields: FieldChoices, objects: [String], features: [FeatureName],
        findings: [MappingFinding], preview: MappingPreview?, mayEdit: Bool, token: HTML
    ) {
        self.draft = draft
        self.fields = fields
        self.objects = objects
        self.features = features
        self.findings = findings
        self.preview = preview
        self.mayEdit = mayEdit
        self.token = token
    }

    private init(
        _ draft: MappingDraft, _ configuration: HubConfiguration, _ visit: PageVisit, _ sources: PageSources
    ) async throws {
        let described = try await sources.description(of: draft.object, now: visit.now)
        var names = [draft.object]
        do {
            let present = draft.object
            names = try await sources.memory.objects(now: visit.now) {
                try await sources.host.salesforce()?.objectNames() ?? [present]
            }
        } catch is any RemediableError {
            // The org cannot be asked now; the object in use can be kept.
            names = [draft.object]
        }
        let places = ["\(draft.entity.plural).pull", "\(draft.entity.plural).push", "\(draft.entity.plural).object"]
        self.init(
            draft: draft,
            fields: try await FieldChoices.load(draft.entity, configuration, sources, now: visit.now),
            objects: names.contains(draft.object) ? names : [draft.object] + names,
            features: try await sources.store.features(),
            findings: configuration.mappingFindings(described.map { [draft.entity: $0] } ?? [:]).filter { finding in
                places.contains { finding.path.hasPrefix($0) }
            }, preview: nil, mayEdit: visit.mayEdit, token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Mapped Fields", place: .mapping, content: html) }

    var html: HTML {
        """
        \(Parts.tabs("Mapped Fields", Entity.allCases.map {
            (Words.title($0), "/mapping?entity=\($0.plural)", $0 == draft.entity)
        }))
        \(problems)
        \(preview.map(\.html))
        <form method="post" action="/mapping" data-pairs>\(token)
        <input type="hidden" name="entity" value="\(draft.entity.plural)">
        <fieldset\(" disabled", if: !mayEdit)><legend class="hidden">Mapped fields of \(draft.entity.plural)</legend>
        <div class="field">\(Parts.select("object", label: "Salesforce object", options: objects.map {
            Parts.option($0, $0, isSelected: $0 == draft.object)
        }))<small>Another object takes other fields: choose it, press Preview, then map.</small></div>
        \(MappingRows(draft: draft, fields: fields, features: features).html)
        <details><summary>Declare a new attribute of \(draft.entity.plural)</summary><div class="filters">
        <div>\(Parts.input("new_name", label: "Name", value: draft.newAttribute?.apiName, hint: "small letters, digits and _"))</div>
        <div>\(Parts.select("new_type", label: "Type", options: AttributeType.allCases.map {
            Parts.option($0.rawValue, Words.type($0), isSelected: $0 == draft.newAttribute?.type)
        }))</div></div></details>
        <div class="row actions"><button name="act" value="preview">Preview</button>
        <button class="plain" name="act" value="apply">Apply</button>
        <a href="/mapping?entity=\(draft.entity.plural)">Discard changes</a></div>
        </fieldset></form>
        """
    }

    private var problems: HTML {
        guard !findings.isEmpty else { return "" }
        return """
            <div class="notice bad" role="alert"><p>These rows cannot be carried out, so nothing was put in force:</p>
            <ul>\(findings.map { "<li><code>\($0.path)</code> \($0.sentence)</li>" as HTML })</ul></div>
            """
    }
}
