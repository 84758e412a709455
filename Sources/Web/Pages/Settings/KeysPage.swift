import Domain

/// The keys of programs; a new key's text is shown once and kept nowhere.
struct KeysPage: Sendable {
    var keys: [AccessKey]
    var newKey: String?
    var token: HTML

    var html: HTML {
        """
        \(SettingsTabs.html("/settings/keys"))
        \(newKey.map { "<div class=\"notice good\" role=\"status\"><p>Copy the key now; it is not shown again.</p><pre>\($0)</pre></div>" as HTML })
        \(table)
        <section class="card"><h2>Make a key</h2><form method="post" action="/settings/keys">\(token)<input type="hidden" name="act" value="add">
        <div class="filters"><div>\(Parts.input("name", label: "What it is for", value: nil))</div>
        <div>\(Parts.select("scope", label: "It may", options: KeyScope.allCases.map { Parts.option($0.rawValue, Self.words($0), isSelected: $0 == .ingest) }))</div>
        <button>Make</button></div></form></section>
        """
    }

    private var table: HTML {
        guard !keys.isEmpty else {
            return Parts.empty(
                "No key yet. Analytics SDKs send with an ingest key, programs call the API with a read or write key.")
        }
        let rows = keys.map { key -> HTML in
            """
            <tr><th scope="row">\(key.name)</th><td class="mono" data-label="Begins">\(key.prefix)…</td><td data-label="May">\(Self.words(key.scope))</td>
            <td data-label="Made">\(Figures.time(key.createdAt)), \(key.createdBy)</td>
            <td><form method="post" action="/settings/keys" data-confirm="Revoke this key? Programs that use it stop working.">\(token)<input type="hidden" name="id" value="\(key.id)">\
            <input type="hidden" name="act" value="revoke"><button class="quiet">Revoke</button></form></td></tr>
            """
        }
        let head = ["Name", "Begins", "May", "Made", "Revoke"].map { Parts.heading($0) }
        return Parts.table("Keys", head: head, rows: rows, class: "stacked")
    }

    static func words(_ scope: KeyScope) -> String {
        switch scope {
        case .ingest: "send product data"
        case .read: "read by the API"
        case .write: "read and change by the API"
        case .admin: "do everything by the API"
        }
    }
}
