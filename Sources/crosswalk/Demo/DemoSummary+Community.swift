import Domain
import SyncEngine

extension DemoSummary {
    /// How many members have an account, by which way, before and after the suggested domains were accepted.
    func community() -> [String] {
        guard let community = result.community else { return [] }
        let (before, after) = (community.before, community.after)
        let hasGained = !community.accepted.isEmpty
        var table = TextTable(header: hasGained ? ["", "before", "after"] : [], alignsRight: [1, 2])
        for name in Self.ways(before, after) {
            let was = before.byRule.first { $0.name == name }
            let now = after.byRule.first { $0.name == name }
            let label = (now ?? was)?.linked == 0 ? Self.words[name] ?? name : "by \(name)"
            let counts = hasGained ? [was, now] : [now]
            table.append([label] + counts.map { grouped($0?.members ?? 0) })
        }
        let rate = { (text: CoverageText) in "\(plainText(of: text.percent)) %" }
        var lines = [
            "",
            "Community: \(grouped(after.linked)) of \(grouped(after.members)) members have an account "
                + "(match rate \(hasGained ? "\(rate(before)) before, \(rate(after)) after" : rate(after)))",
        ]
        if let first = community.accepted.first {
            let account = first.domain.clear.map { "\(first.account), \($0.reason)" } ?? first.account
            lines.append(
                "  \(grouped(community.accepted.count)) suggested domains were accepted, the largest \(first.domain.domain): \(account)"
            )
        }
        lines += hasGained ? table.lines() : Array(table.lines().dropFirst())
        if let open = community.open {
            let count = "\(grouped(open.members)) member\(open.members == 1 ? "" : "s")"
            let guess = open.suggestions.first.map { "perhaps \($0.name): \($0.reason)" } ?? "nothing is known of it"
            lines.append("  Largest open domain: \(open.domain), \(count); \(guess)")
        }
        return lines
    }

    private static let words = [
        "ambiguous": "ambiguous, left alone", "excluded": "excluded: addresses of mail providers",
        "unmatched": "nobody found",
    ]

    /// Ways first, in their order, then the decisions without an account.
    private static func ways(_ before: CoverageText, _ after: CoverageText) -> [String] {
        let found = Set((before.byRule + after.byRule).map(\.name))
        let known =
            CommunitySettings.Rule.allCases.map(\.rawValue) + ["manual", "ambiguous", "excluded", "unmatched"]
        return known.filter(found.contains)
    }
}
