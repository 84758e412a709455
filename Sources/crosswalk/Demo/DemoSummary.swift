import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What the demo tells a RevOps person: who is linked and why, what was measured, what was written, where to look next.
struct DemoSummary {
    let result: DemoRun.Result
    private let composition: Composition

    init(_ result: DemoRun.Result) {
        self.result = result
        composition = result.composition
    }

    func lines() async throws -> [String] {
        var lines = ["", "Imported"]
        lines += importTable.lines()
        for entity in Entity.allCases { lines += try await links(entity) }
        lines += try await ambiguities()
        lines += try await kpis()
        lines += community()
        lines += pushed
        lines += timings
        lines +=
            [""]
            + (changedNothing
                ? ["Nothing has changed since the last run: nothing was linked, copied or written anew.", ""] : [])
        return lines + next
    }

    private var importTable: TextTable {
        var table = TextTable(header: ["", "new", "known", "rejected", "took"], alignsRight: [1, 2, 3, 4])
        for (kind, tally, duration) in result.imports {
            table.append([
                kind.rawValue, grouped(tally.new + tally.changed), grouped(tally.unchanged + tally.duplicates),
                grouped(tally.rejected), RunSummaryText.words(duration),
            ])
        }
        return table
    }

    private func links(_ entity: Entity) async throws -> [String] {
        let coverage = try await composition.store.coverage(of: entity)
        let configuration = composition.configuration.configuration(of: entity)
        var table = TextTable(header: [], alignsRight: [1])
        for rule in configuration.match.map({ $0.name(for: entity) }) + ["manual"] {
            guard let count = coverage.linkedByRule[rule], count > 0 else { continue }
            table.append(["by \(rule)", grouped(count)])
        }
        if coverage.ambiguousPicks > 0 {
            table.append(["of these, the oldest of several", grouped(coverage.ambiguousPicks)])
        }
        if coverage.ambiguous > 0 { table.append(["ambiguous, left alone", grouped(coverage.ambiguous)]) }
        if coverage.excluded > 0 { table.append(["excluded", grouped(coverage.excluded)]) }
        table.append(["nobody found", grouped(coverage.unmatched)])
        let title =
            "\(entity.plural.capitalized): \(grouped(coverage.linked)) of \(grouped(coverage.records)) linked "
            + "to a Salesforce \(configuration.object) (match rate \(percent(coverage.matchRate)))"
        return ["", title] + table.lines().dropFirst()
    }

    private func ambiguities() async throws -> [String] {
        var lines: [String] = []
        for entity in Entity.allCases {
            for link in try await composition.store.reviewQueue(of: entity, .ambiguous, after: nil, limit: 2) {
                lines.append(
                    "  \(entity.rawValue) \(link.id): \(link.candidateCount) \(link.rule ?? "") candidates "
                        + "(\(link.candidates.prefix(2).joined(separator: ", "))\(link.candidateCount > 2 ? ", …" : ""))"
                )
            }
        }
        return lines.isEmpty ? [] : ["", "Why some are ambiguous"] + lines
    }

    private func kpis() async throws -> [String] {
        guard let day = try await composition.store.measuredDay(result.asOf) else { return [] }
        let rows = try await InterestingAccounts(store: composition.store, day: day).rows()
        guard !rows.isEmpty else { return [] }
        var table = TextTable(
            header: ["Account", "MAU", "before", "change", "NPS 90d", "Why interesting"], alignsRight: [1, 2, 3, 4])
        for row in rows {
            table.append([
                Self.shortened(row.name), text(row.activeUsers), text(row.activeUsersBefore),
                text(row.change, unit: " %"),
                text(row.nps),
                row.reason,
            ])
        }
        return ["", "KPIs as of \(day.text)"] + table.lines()
    }

    private static func shortened(_ name: String) -> String {
        name.count <= 44 ? name : name.prefix(30) + "…" + name.suffix(13)
    }

    private func text(_ value: Double?, unit: String = "") -> String {
        value.map { plainText(of: ($0 * 10).rounded() / 10) + unit } ?? "–"
    }

    private var pushed: [String] {
        let reports = result.run.reports(of: .push)
        guard !reports.isEmpty else { return [] }
        var lines = ["", "Written to Salesforce"]
        for report in reports {
            guard let entity = report.entity else { continue }
            let linked = composition.configuration.configuration(of: entity)
            guard !linked.push.isEmpty else { continue }
            let fields = linked.push.map(\.to).joined(separator: ", ")
            lines.append(
                "  \(linked.object): \(counted(report["written"], "value")) in \(counted(report["records"], "record")) (\(fields))"
            )
            if report["key collisions"] > 0 {
                lines.append(
                    "    \(grouped(report["key collisions"])) \(entity.plural) share a Salesforce record with another; neither was written"
                )
            }
            if report["refused"] > 0 { lines.append("    \(counted(report["refused"], "value")) refused") }
        }
        return lines
    }

    private var timings: [String] {
        let stages = result.run.stages.map { "\($0.name.rawValue) \(RunSummaryText.words($0.duration))" }
        let notes = result.run.stages.flatMap { $0.reports.flatMap(\.notes) }
        return ["", "Run \(result.run.run): \(stages.joined(separator: ", "))"] + notes.map { "  \($0)" }
    }

    private var changedNothing: Bool {
        let run = result.run
        let imported = result.imports.allSatisfy { $0.tally.new + $0.tally.changed == 0 }
        let fetched = run.reports(of: .fetch).allSatisfy { $0["new"] + $0["changed"] + $0["deleted"] == 0 }
        let pushed = run.reports(of: .push).allSatisfy { $0["changed values"] == 0 }
        let mapped = run.reports(of: .map).allSatisfy { $0["records changed"] == 0 }
        let read = run.reports(of: .community).allSatisfy { report in
            ["new", "changed", "gone", "content new", "content changed", "content gone", "activity new"].allSatisfy {
                report[$0] == 0
            }
        }
        return imported && fetched && pushed && mapped && read && result.community?.accepted.isEmpty != false
    }

    private var next: [String] {
        // As this one was started, so that each line can be copied.
        let program = CommandLine.arguments.first ?? "crosswalk"
        let workspace = "--workspace \(composition.settings.workspace.folder.relativePath)"
        let day = result.asOf.map { " --as-of \($0.text)" } ?? ""
        var hints = [
            ("explain account ACC0000002", "why an account is linked, or not"),
            ("explain kpi ACC-EDGE au_30d", "how a number came about"),
            ("ambiguous --entity users", "decide what the rules could not"),
            ("export outcomes", "every record that changed, and why"),
            ("sync match --dry-run", "what the rules would change now"),
        ]
        if result.community != nil {
            hints += [
                ("domains suggest", "domains that are still open, and whose they may be"),
                ("explain community-user community/4", "why a member belongs to an account"),
                ("report ideas\(day)", "ideas by votes and by the revenue behind them"),
                ("report executive\(day)", "what the community is worth"),
            ]
        }
        var table = TextTable(header: ["Where to look next", ""])
        for (command, why) in hints { table.append(["  \(program) \(workspace) \(command)", why]) }
        return table.lines(indent: "")
    }
}
