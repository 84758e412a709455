/// The small parts that pages are put together from.
enum Parts {
    static func option(_ value: String, _ title: String, isSelected: Bool, type: String? = nil) -> HTML {
        let kind: HTML? = type.map { " data-type=\"\($0)\"" }
        return "<option value=\"\(value)\"\(kind)\(" selected", if: isSelected)>\(title)</option>"
    }

    /// A labelled select; `label` is hidden from sight where a table's heading says the same.
    static func select(
        _ name: String, label: String, options: [HTML], isLabelHidden: Bool = false, marker: String = ""
    ) -> HTML {
        let id = "f-" + name
        let attribute: HTML? = marker.isEmpty ? nil : " data-\(marker)"
        return """
            <label for="\(id)"\(" class=\"hidden\"", when: isLabelHidden)>\(label)</label>\
            <select id="\(id)" name="\(name)"\(attribute)>\(options)</select>
            """
    }

    static func input(
        _ name: String, label: String, value: String?, type: String = "text", isLabelHidden: Bool = false,
        hint: String? = nil
    ) -> HTML {
        let id = "f-" + name
        let described: HTML? = hint.map { _ in " aria-describedby=\"\(id)-hint\"" }
        let note: HTML? = hint.map { "<small id=\"\(id)-hint\">\($0)</small>" }
        return """
            <label for="\(id)"\(" class=\"hidden\"", when: isLabelHidden)>\(label)</label>\
            <input id="\(id)" name="\(name)" type="\(type)" value="\(value)"\(described)>\(note)
            """
    }

    static func checkbox(_ name: String, label: String, isOn: Bool, isLabelHidden: Bool = false) -> HTML {
        """
        <label class="inline"><input type="checkbox" name="\(name)" value="1"\(" checked", if: isOn)>\
        <span\(" class=\"hidden\"", when: isLabelHidden)>\(label)</span></label>
        """
    }

    static func pill(_ text: String, _ kind: String = "") -> HTML {
        "<span class=\"pill \(kind)\">\(text)</span>"
    }

    static func empty(_ text: HTML) -> HTML { "<p class=\"empty card\">\(text)</p>" }

    /// Says that a search found more than it shows, where it did.
    static func partial(_ isPartial: Bool) -> HTML {
        guard isPartial else { return "" }
        return """
            <p class="notice warn">So many records begin with this that only some of them are gathered here. Search for \
            more letters.</p>
            """
    }

    static func list(_ sentences: [String], class name: String = "notice bad") -> HTML {
        guard !sentences.isEmpty else { return "" }
        return "<ul class=\"\(name)\">\(sentences.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    /// Links above a page's content; the present one is marked.
    static func tabs(_ label: String, _ tabs: [(title: String, path: String, isCurrent: Bool)]) -> HTML {
        let links = tabs.map { tab -> HTML in
            "<a href=\"\(tab.path)\"\(" aria-current=\"page\"", if: tab.isCurrent)>\(tab.title)</a>"
        }
        return "<nav class=\"tabs\" aria-label=\"\(label)\">\(links)</nav>"
    }

    /// A table that scrolls sideways in its own box where it is too wide for the page.
    static func table(_ caption: String, head: [HTML], rows: [HTML], class name: String = "") -> HTML {
        """
        <div class="scroll \(name)" tabindex="0" role="region" aria-label="\(caption)"><table>
        <thead><tr>\(head)</tr></thead><tbody>
        \(rows)
        </tbody></table></div>
        """
    }

    static func heading(_ text: String, isNumber: Bool = false) -> HTML {
        "<th scope=\"col\"\(" class=\"number\"", when: isNumber)>\(text)</th>"
    }
}

extension HTML.StringInterpolation {
    /// A piece of markup, where it applies.
    mutating func appendInterpolation(_ markup: HTML, when applies: Bool) {
        if applies { appendInterpolation(markup) }
    }
}
