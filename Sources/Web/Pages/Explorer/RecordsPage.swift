import Domain

/// Accounts or users to look through: search, filters, columns, order, and the rows.
struct RecordsPage: Sendable {
    var form: ExplorerForm
    var page: ExplorerPage
    var attributes: [AttributeDefinition]
    /// All records of the kind, counted up to a bound.
    var total: Int

    /// Totals are counted up to here.
    static let countLimit = 100_000

    var entity: Entity { form.query.entity }
    var path: String { entity == .account ? "/accounts" : "/audience" }

    static func load(_ entity: Entity, _ visit: PageVisit, _ sources: PageSources) async throws -> RecordsPage {
        let form = ExplorerForm(entity, visit.query)
        return RecordsPage(
            form: form, page: try await sources.store.explore(form.query),
            attributes: try await sources.store.attributes().filter { $0.entity == entity },
            total: try await sources.recordCount(of: entity, upTo: countLimit))
    }

    var answer: PageAnswer {
        entity == .account
            ? .page(title: "Accounts", place: .accounts, content: html)
            : .page(title: "Audience", place: .audience, content: html)
    }

    var html: HTML {
        """
        <form class="explorer card" method="get" action="\(path)" role="search">
        <div class="filters">
        <div class="grow">\(Parts.input("search", label: entity == .account ? "An id or a name begins with" : "An id, e-mail, last name or account id begins with", value: form.query.search, type: "search"))</div>
        <button>Search</button></div>
        <details\(" open", if: !form.query.filters.isEmpty)><summary>Filters\(form.query.filters.isEmpty ? "" : " (\(form.query.filters.count))")</summary>\(filters)</details>
        <details><summary>Columns and order</summary>\(columns)</details>
        </form>
        \(quick)
        <p class="row between"><span>\(count)</span><a href="\(form.address(path + ".csv", after: nil))">Download as CSV</a></p>
        \(table)
        \(pager)
        """
    }

    /// The filter that is wanted most: by how the link was decided.
    private var quick: HTML {
        let kinds = [
            ("All", nil), ("Linked", "linked"), ("Oldest of several", "ambiguous_pick"), ("Several found", "ambiguous"),
            ("Not linked", "unmatched"),
        ]
        let present = form.query.filters.first { $0.column == "link" }?.value
        let links = kinds.map { title, verdict -> HTML in
            var other = form
            other.query.after = nil
            other.query.filters.removeAll { $0.column == "link" }
            if let verdict { other.query.filters.append(.init(column: "link", comparison: .equals, value: verdict)) }
            return """
                <li><a href="\(other.address(path, after: nil))"\(" aria-current=\"true\"", if: present == verdict)>\(title)</a></li>
                """
        }
        return "<ul class=\"inline chips\">\(links)</ul>"
    }

    private var count: String {
        let total =
            total >= Self.countLimit ? "more than \(Figures.grouped(Self.countLimit))" : Figures.grouped(total)
        let what = entity == .account ? "accounts" : "users"
        let isNarrowed = form.query.search != nil || !form.query.filters.isEmpty
        return isNarrowed ? "\(Figures.grouped(page.rows.count)) shown, of \(total) \(what) in all" : "\(total) \(what)"
    }

    private var filters: HTML {
        let rows = (0..<max(2, form.query.filters.count + 1)).map { index -> HTML in
            let filter = index < form.query.filters.count ? form.query.filters[index] : nil
            let names = filterable.map { Parts.option($0.name, $0.title, isSelected: $0.name == filter?.column) }
            let comparisons = ExplorerQuery.Comparison.allCases.map {
                Parts.option($0.rawValue, Self.words($0), isSelected: $0 == filter?.comparison)
            }
            return """
                <div class="filters"><div><label for="column-\(index)">Attribute</label><select id="column-\(index)" name="column">\(Parts.option("", "any", isSelected: filter == nil))\(names)</select></div>
                <div><label for="is-\(index)">Is</label><select id="is-\(index)" name="is">\(comparisons)</select></div>
                <div><label for="value-\(index)">Value</label><input id="value-\(index)" name="value" value="\(filter?.value)"></div></div>
                """
        }
        return "\(rows)<button class=\"plain\">Filter</button>"
    }

    private var filterable: [(name: String, title: String)] {
        [
            ("link", "link (linked, unmatched, ambiguous …)"), ("rule", "linked by rule"),
            ("linked_to", "Salesforce ID linked to"),
        ]
            + StandardAttribute.names(of: entity).map { ($0, $0) } + attributes.map { ($0.apiName, $0.apiName) }
    }

    private var columns: HTML {
        let boxes = attributes.map { attribute -> HTML in
            """
            <label class="inline"><input type="checkbox" name="show" value="\(attribute.apiName)"\(" checked", if: form.query.attributes.contains(attribute.apiName))><span>\(attribute.apiName)</span></label>
            """
        }
        let sorts = ExplorerQuery.sortable(entity).map { Parts.option($0, $0, isSelected: $0 == form.query.sort) }
        let sizes = ExplorerForm.pageSizes.map {
            Parts.option(String($0), String($0), isSelected: $0 == form.query.limit)
        }
        return """
            <fieldset class="choice"><legend>More columns</legend>\(boxes.isEmpty ? ["<span class=\"soft\">no attributes of your own are declared</span>"] : boxes)</fieldset>
            <div class="filters"><div>\(Parts.select("sort", label: "Sort by", options: sorts))</div>
            <div>\(Parts.select("size", label: "Rows on a page", options: sizes))</div>
            <div>\(Parts.checkbox("descending", label: "Last first", isOn: form.query.isDescending))</div><button class="plain">Show</button></div>
            """
    }

    private var table: HTML {
        guard !page.rows.isEmpty else {
            guard page.next == nil else {
                return Parts.empty("Nothing among the \(Figures.grouped(page.lookedAt ?? 0)) records looked at so far.")
            }
            return Parts.empty(
                form.query.search == nil && form.query.filters.isEmpty
                    ? "Nothing here yet. Records come by <code>crosswalk import</code> or by the ingest endpoint."
                    : "Nothing fits. <a href=\"\(path)\">Show all</a>")
        }
        // The link is what people come for: it stands beside the name, where no scrolling is needed.
        let named = entity == .account ? 2 : 3
        var head = page.columns.map { Parts.heading($0) }
        head.insert(contentsOf: [Parts.heading("Link"), Parts.heading("Linked to")], at: named)
        let rows = page.rows.map { row -> HTML in
            let cells = zip(page.columns, row.values).map { cell($0, $1) }
            return """
                <tr><th scope="row"><a href="\(Words.path(entity, row.id))">\(row.id)</a></th>\(Array(cells[1..<named]))
                <td>\(Words.verdict(row.verdict))</td><td class="mono" data-label="Linked to">\(row.salesforceID ?? "—")</td>\(Array(cells[named...]))</tr>
                """
        }
        return Parts.table(entity == .account ? "Accounts" : "Users", head: head, rows: rows, class: "stacked")
    }

    private func cell(_ column: String, _ value: Value) -> HTML {
        if column == "account_id", case .string(let id) = value {
            return "<td data-label=\"\(column)\"><a href=\"\(Words.path(.account, id))\">\(id)</a></td>"
        }
        switch value {
        case .integer, .double: return "<td class=\"number\" data-label=\"\(column)\">\(Words.value(value))</td>"
        default: return "<td data-label=\"\(column)\">\(Words.value(value))</td>"
        }
    }

    private var pager: HTML {
        let start: HTML =
            form.query.after == nil
            ? "<span></span>" : "<a class=\"button plain\" href=\"\(form.address(path, after: nil))\">To the start</a>"
        let looked: HTML? = page.lookedAt.map {
            "<span class=\"soft\">\(Figures.grouped($0)) records looked at; there are more.</span>"
        }
        let next: HTML? = page.next.map {
            "<a class=\"button plain\" rel=\"next\" href=\"\(form.address(path, after: $0))\">\(page.lookedAt == nil ? "Next page" : "Go on looking")</a>"
        }
        return "<nav class=\"pager\" aria-label=\"Pages\">\(start)\(looked)\(next)</nav>"
    }

    static func words(_ comparison: ExplorerQuery.Comparison) -> String {
        switch comparison {
        case .equals: "equal to"
        case .differs: "not"
        case .contains: "containing"
        case .begins: "beginning with"
        case .above: "above, after"
        case .below: "below, before"
        case .isSet: "set"
        case .isNotSet: "not set"
        }
    }
}
