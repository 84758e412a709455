import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What a run would change, without changing it: links under the rules, mapped values, pushed values.
struct Rehearsal {
    let composition: Composition
    let configuration: HubConfiguration

    /// How many examples of each kind of change are shown.
    private static let samples = 8

    struct Result: Encodable {
        /// Objects of which nothing can be said before they are fetched.
        var notFetched: [String] = []
        var matches: [Match] = []
        var members: PreviewText?
        var maps: [Part] = []
        var pushes: [Part] = []
        private(set) var lines: [String] = []

        private enum CodingKeys: String, CodingKey { case notFetched, matches, members, maps, pushes }

        mutating func say(_ line: String = "") { lines.append(line) }
    }

    struct Match: Encodable {
        let entity: String
        let records: Int
        let linkedBefore: Int
        let linkedAfter: Int
        let matchRateBefore: Double
        let matchRateAfter: Double
        let changes: [String: Int]
        let samples: [Sample]
        let notes: [String]
    }

    struct Sample: Encodable {
        let change: String
        let id: String
        let before: String?
        let after: String?
        let rule: String?
    }

    /// Values that would be written.
    struct Part: Encodable {
        let entity: String
        let values: Int
        let records: Int
        let samples: [Cell]
        let notes: [String]
    }

    struct Cell: Encodable {
        let record: String
        let field: String
        let before: String
        let after: String
    }

    func run(_ request: RunRequest) async throws -> Result {
        var result = Result()
        for entity in request.entities {
            guard try await isFetched(entity, request, &result) else { continue }
            if request.stages.contains(.match) { try await match(entity, &result) }
            if request.stages.contains(.map) { try await map(entity, &result) }
            if request.stages.contains(.push) { try await push(entity, request.asOf, &result) }
        }
        if request.stages.contains(.associate), try await composition.store.hasMembers() {
            let preview = PreviewText(try await AssociationPreview(store: composition.store).run(configuration))
            result.members = preview
            result.say()
            result.say("associate")
            preview.lines(limit: Self.samples).forEach { result.say($0) }
        }
        if result.lines.isEmpty { result.say("Nothing to rehearse: fetch and measure write only our own tables.") }
        result.say("Nothing was changed.")
        return result
    }

    /// Says what must be done first where the mirror knows nothing of the object yet: whatever came of that would be
    /// taken for an answer.
    private func isFetched(_ entity: Entity, _ request: RunRequest, _ result: inout Result) async throws -> Bool {
        let object = configuration.configuration(of: entity).object
        guard !request.stages.filter({ [.match, .map, .push].contains($0) }).isEmpty,
            try await composition.store.mirrorFields(of: object).isEmpty
        else { return true }
        guard !result.notFetched.contains(object) else { return false }
        result.notFetched.append(object)
        result.say("\(object): nothing has been fetched yet, so nobody can tell what would be linked, mapped, pushed.")
        if composition.configuration.configuration(of: entity).object.lowercased() == object.lowercased() {
            result.say("  First run `crosswalk sync fetch`: it copies \(object) into the mirror, and changes nothing")
            result.say("  in Salesforce or on your own records. Then run `crosswalk sync --dry-run` again.")
        } else {
            result.say("  The configuration in force does not link it: it is fetched once this one is in force.")
        }
        result.say()
        return false
    }

    private func match(_ entity: Entity, _ result: inout Result) async throws {
        let preview = try await MatchPreviewer(store: composition.store).preview(
            configuration, entity: entity, samples: Self.samples)
        let changes = Dictionary(
            uniqueKeysWithValues: MatchPreview.Change.allCases.map { ($0.rawValue, preview.changes[$0] ?? 0) })
        result.matches.append(
            Match(
                entity: entity.plural, records: preview.after.records, linkedBefore: preview.before.linked,
                linkedAfter: preview.after.linked, matchRateBefore: preview.before.matchRate,
                matchRateAfter: preview.after.matchRate, changes: changes,
                samples: preview.samples.map {
                    Sample(change: $0.change.rawValue, id: $0.id, before: $0.before, after: $0.after, rule: $0.rule)
                }, notes: preview.notes))
        result.say("Match \(entity.plural)")
        result.say(
            "  linked: \(grouped(preview.before.linked)) now (\(percent(preview.before.matchRate))), "
                + "\(grouped(preview.after.linked)) then (\(percent(preview.after.matchRate)))")
        let words: [MatchPreview.Change: String] = [
            .linked: "newly linked", .unlinked: "unlinked", .relinked: "re-pointed", .ambiguous: "newly ambiguous",
        ]
        for change in MatchPreview.Change.allCases {
            result.say("  \(words[change] ?? change.rawValue): \(grouped(preview.changes[change] ?? 0))")
            for sample in preview.samples where sample.change == change {
                let way = [sample.before, sample.after].compactMap { $0 }.joined(separator: " → ")
                result.say("    \(sample.id)  \(way)\(sample.rule.map { "  by \($0)" } ?? "")")
            }
        }
        for note in preview.notes { result.say("  ! \(note)") }
        result.say()
    }

    private func map(_ entity: Entity, _ result: inout Result) async throws {
        guard !configuration.configuration(of: entity).pull.isEmpty else { return }
        let (report, outcomes) = try await MapStage(store: composition.store).preview(
            configuration, entity: entity, limit: Self.samples)
        let cells = outcomes.map {
            Cell(record: $0.record, field: $0.field ?? "", before: $0.before ?? "", after: $0.after ?? "")
        }
        let values = report["values updated"] + report["values cleared"]
        tell("Map \(entity.plural)", values, report["records changed"], cells, report.notes, &result)
        result.maps.append(
            Part(
                entity: entity.plural, values: values, records: report["records changed"], samples: cells,
                notes: report.notes))
    }

    private func push(_ entity: Entity, _ asOf: Day?, _ result: inout Result) async throws {
        guard !configuration.configuration(of: entity).push.isEmpty else { return }
        guard let salesforce = try await composition.salesforce() else {
            throw PlainError("No Salesforce org is connected. Run `crosswalk connect salesforce` first.")
        }
        let stage = PushStage(salesforce: salesforce, ledger: composition.store)
        let day = try await composition.store.measuredDay(asOf)
        let (counts, intents, notes) = try await stage.preview(
            configuration, entity: entity, asOf: day, limit: Self.samples)
        let cells = intents.map {
            Cell(record: "\($0.record) (\($0.id))", field: $0.field, before: $0.before.text, after: $0.value.text)
        }
        tell("Push \(entity.plural)", counts.planned, counts.records, cells, notes, &result)
        if counts.held > 0 { result.say("  held back since an undo: \(grouped(counts.held))") }
        if counts.collided > 0 { result.say("  in collisions, not written: \(grouped(counts.collided)) records") }
        result.pushes.append(
            Part(entity: entity.plural, values: counts.planned, records: counts.records, samples: cells, notes: notes))
    }

    private func tell(
        _ title: String, _ values: Int, _ records: Int, _ cells: [Cell], _ notes: [String], _ result: inout Result
    ) {
        result.say(title)
        result.say("  values that would be written: \(grouped(values)), in \(grouped(records)) records")
        for cell in cells {
            let quoted = { (text: String) in text.isEmpty ? "(empty)" : text }
            result.say("    \(cell.record)  \(cell.field): \(quoted(cell.before)) → \(quoted(cell.after))")
        }
        for note in notes { result.say("  ! \(note)") }
        result.say()
    }
}

/// `73.5 %`
func percent(_ share: Double) -> String {
    plainText(of: (share * 1000).rounded() / 10) + " %"
}
