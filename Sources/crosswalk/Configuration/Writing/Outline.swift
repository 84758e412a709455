/// The configuration as plain nested values: what is written as YAML, and what two configurations are compared by.
indirect enum Outline: Hashable {
    case plain(String)
    /// Written in quotes whatever it holds, as times of day are.
    case quoted(String)
    case flag(Bool)
    case list([Outline])
    case section([Entry])

    struct Entry: Hashable {
        let key: String
        let value: Outline
    }

    static func section(_ entries: KeyValuePairs<String, Outline?>) -> Outline {
        .section(entries.compactMap { key, value in value.map { Entry(key: key, value: $0) } })
    }

    /// On one line, as in `{ kpi: au_30d, to: PX_MAU__c }`.
    var inline: String {
        switch self {
        case .plain(let text): yamlText(text)
        case .quoted(let text): quotedYAMLText(text)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
        case .section(let entries) where entries.isEmpty: "{}"
        case .section(let entries):
            "{ " + entries.map { "\(yamlText($0.key)): \($0.value.inline)" }.joined(separator: ", ") + " }"
        }
    }
}
