import Domain

/// Who changed what, the newest first.
struct AuditPage: Sendable {
    var entries: [AuditEntry]
    var hasMore: Bool

    static let perPage = 50

    var html: HTML {
        let rows = entries.map { entry -> HTML in
            """
            <tr><td>\(Figures.time(entry.at))</td><td>\(entry.who)</td><th scope="row">\(entry.action)</th><td data-label="On">\(entry.subject)</td>
            <td class="break">\(entry.detail.split(separator: "\n").prefix(20).map { "<div>\($0)</div>" as HTML })</td></tr>
            """
        }
        let more: HTML? = entries.last.map {
            "<a class=\"button plain\" href=\"/settings/audit?before=\($0.number)\">Older</a>"
        }
        return """
            \(SettingsTabs.html("/settings/audit"))
            \(entries.isEmpty ? Parts.empty("Nothing has been changed yet.") : Parts.table("Audit log", head: ["When", "Who", "What", "On", "Detail"].map { Parts.heading($0) }, rows: rows, class: "stacked"))
            \(hasMore ? "<nav class=\"pager\" aria-label=\"Pages\"><span></span>\(more)</nav>" as HTML : HTML())
            """
    }
}
