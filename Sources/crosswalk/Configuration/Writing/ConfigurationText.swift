package import Domain

/// A whole configuration as `crosswalk.yaml`: every key, in the order of the documentation, with a word on each.
package struct ConfigurationText {
    package let text: String

    package init(_ configuration: HubConfiguration) {
        var lines = Lines()
        if case .section(let sections) = Outline(configuration) {
            for section in sections { lines.add(section, path: section.key, depth: 0) }
        }
        text =
            "# Crosswalk's whole configuration but the secrets; docs/configuration.md explains every key.\n"
            + lines.text
    }

    /// One entry as it stands in the file at a depth, without comments.
    static func lines(of entry: Outline.Entry, depth: Int) -> [String] {
        var lines = Lines()
        lines.add(entry, path: "", depth: depth)
        return lines.text.split(separator: "\n").map(String.init)
    }

    /// What stands behind a key; the key's path is the same wherever it is shown.
    private static let comments = [
        "workspace.time_zone": "days, and so KPIs, are calendar days in this zone",
        "attributes": "custom attributes: string, number, boolean, date_time",
        "salesforce.auth": "client_credentials, jwt_bearer, refresh_token or web",
        "salesforce.first_fetch": "or everything, or a day",
        "salesforce.quota_reserve": "of the day's API requests, left for others",
        "accounts.match": "in this order; what is left out is off",
        "users.match": "in this order; what is left out is off",
        "accounts.when_several": "or reject",
        "accounts.fields": "where a custom object keeps what rules compare",
        "users.fields": "where a custom object keeps what rules compare",
        "schedule": "UTC; an empty list means never",
        "features": "which tracked events are uses of which feature",
        "free_mail": "mail providers beside the built-in list",
        "facts.keep_kpis": "of older measurings the first of each month is kept",
    ]

    private struct Lines {
        var text = ""

        mutating func add(_ entry: Outline.Entry, path: String, depth: Int) {
            let indent = String(repeating: "  ", count: depth)
            let head = indent + yamlText(entry.key) + ":"
            switch entry.value {
            case .section(let entries) where !entries.isEmpty:
                add(head, comment: comments[path])
                for entry in entries { add(entry, path: "\(path).\(entry.key)", depth: depth + 1) }
            case .list(let items) where items.contains { $0.isSection }:
                add(head, comment: comments[path])
                for item in items { add("\(indent)  - \(item.listItem)", comment: nil) }
            default:
                add(head + " " + entry.value.inline, comment: comments[path])
            }
        }

        private mutating func add(_ line: String, comment: String?) {
            text += line
            if let comment { text += String(repeating: " ", count: max(2, 44 - line.count)) + "# " + comment }
            text += "\n"
        }
    }
}

extension Outline {
    fileprivate var isSection: Bool {
        if case .section = self { true } else { false }
    }

    /// A rule with options reads `name: { … }`; everything else stands on its line as it is.
    fileprivate var listItem: String {
        if case .section(let entries) = self, let only = entries.first, entries.count == 1 {
            return "\(yamlText(only.key)): \(only.value.inline)"
        }
        return inline
    }
}
