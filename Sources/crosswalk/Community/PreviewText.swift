import Domain
import SyncEngine

/// What an association would change, for people and for machines.
struct PreviewText: Encodable {
    let members: Int
    let percentBefore: Double
    let percentAfter: Double
    let newlyLinked: Int
    let unlinked: Int
    let repointed: Int
    let unknownAccounts: Int
    let changes: [Change]

    struct Change: Encodable {
        let member: String
        let before: String?
        let after: String?
        let rule: String?
    }

    init(_ result: AssociationPreview.Result) {
        members = result.members
        percentBefore = CoverageText.percent(result.linkedBefore, of: result.members)
        percentAfter = CoverageText.percent(result.linkedAfter, of: result.members)
        newlyLinked = result.differences.count { $0.before == nil }
        unlinked = result.differences.count { $0.after == nil }
        repointed = result.differences.count - newlyLinked - unlinked
        unknownAccounts = result.unknownAccounts
        changes = result.differences.map {
            Change(member: "\($0.member)", before: $0.before, after: $0.after, rule: $0.rule)
        }
    }

    func lines(limit: Int) -> [String] {
        var lines = [
            "\(counted(newlyLinked, "member")) would be newly linked, \(grouped(unlinked)) unlinked, \(grouped(repointed)) re-pointed.",
            "Match rate: \(plainText(of: percentBefore)) % before, \(plainText(of: percentAfter)) % after. Nothing was changed.",
        ]
        if unknownAccounts > 0 {
            lines.append("! \(grouped(unknownAccounts)) of the candidate domains name no account or are no domain.")
        }
        guard !changes.isEmpty else { return lines }
        var table = TextTable(header: ["member", "before", "after", "rule"])
        for change in changes.prefix(limit) {
            table.append([change.member, change.before ?? "", change.after ?? "", change.rule ?? ""])
        }
        lines += table.lines()
        if changes.count > limit { lines.append("  … and \(grouped(changes.count - limit)) more (--limit).") }
        return lines
    }
}
