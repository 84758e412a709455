import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What a run would change, without changing it: links under the rules, mapped values, pushed values.
///
/// Where several stages are asked for, each is carried out on a copy of the hub's file before the next is looked at: what
/// would be mapped and pushed depends on what would be linked.
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
        /// Of a push: values that would not be sent.
        var refused = 0
        var refusals: [Refusal] = []
        let notes: [String]
    }

    /// Values of one field that a push would refuse for one reason.
    struct Refusal: Encodable {
        let field: String
        let reason: String
        let values: Int
        let example: Cell
    }

    struct Cell: Encodable {
        let record: String
        let field: String
        let before: String
        let after: String
    }

    func run(_ request: RunRequest) async throws -> Result {
        var result = Result()
        var entities: [Entity] = []
        for entity in request.entities where try await isFetched(entity, request, &result) { entities.append(entity) }
        let stages = StageName.ofSync.filter { request.stages.contains($0) }
        let chained: [StageName] = [.match, .map, .measure, .push]
        if entities.isEmpty || stages.filter({ chained.contains($0) }).count < 2 {
            for stage in stages { try await show(stage, entities, request.asOf, composition.store, &result) }
        } else {
            let copy = try await RehearsalCopy(of: composition.store)
            defer { copy.remove() }
            _ = try await copy.store.declare(configuration.attributes)
            let now = Instant.present
            let context = RunContext(
                run: try await copy.store.beginRun(trigger: .commandLine, stages: stages, at: now),
                configuration: configuration, startedAt: now, entities: entities, asOf: request.asOf)
            for stage in stages {
                try await show(stage, entities, request.asOf, copy.store, &result)
                try await carryOut(stage, context, copy.store)
            }
        }
        if result.lines.isEmpty { result.say("Nothing to rehearse: fetch and measure write only our own tables.") }
        result.say("Nothing was changed.")
        return result
    }

    private func show(
        _ stage: StageName, _ entities: [Entity], _ asOf: Day?, _ store: HubStore, _ result: inout Result
    ) async throws {
        switch stage {
        case .match: for entity in entities { try await match(entity, store, &result) }
        case .map: for entity in entities { try await map(entity, store, &result) }
        case .push: for entity in entities { try await push(entity, asOf, store, &result) }
        case .associate: try await associate(store, &result)
        case .fetch, .community, .measure, .audience: break
        }
    }

    /// What the next stage goes by; a push is nobody's ground.
    private func carryOut(_ stage: StageName, _ context: RunContext, _ store: HubStore) async throws {
        for entity in context.entities {
            if stage == .match { _ = try await MatchStage(store: store).run(context, entity: entity) }
            if stage == .map { _ = try await MapStage(store: store).run(context, entity: entity) }
        }
        if stage == .measure { _ = try await MeasureStage(facts: store).run(context) }
    }

    /// Says what must be done first where the mirror knows nothing of the object yet: whatever came of that would be
    /// taken for an answer.
    private func isFetched(_ entity: Entity, _ request: RunRequest, _ result: inout Result) async throws -> Bool {
        let object = configuration.configuration(of: entity).object
        guard !request.stages.filter({ [.match, .map, .push].contains($0) }).isEmpty,
            try await composition.store.mirrorFields(of: object).isEmpty
        else { return true }
        guard !result.notFetched.contains(where: { $0.lowercased() == object.lowercased() }) else { return false }
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

    private func associate(_ store: HubStore, _ result: inout Result) async throws {
        guard try await store.hasMembers() else { return }
        let preview = PreviewText(try await AssociationPreview(store: store).run(configuration))
        result.members = preview
        result.say()
        result.say("associate")
        preview.lines(limit: Self.samples).forEach { result.say($0) }
    }

    private func match(_ entity: Entity, _ store: HubStore, _ result: inout Result) async throws {
        let preview = try await MatchPreviewer(store: store).preview(
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

    private func map(_ entity: Entity, _ store: HubStore, _ result: inout Result) async throws {
        guard !configuration.configuration(of: entity).pull.isEmpty else { return }
        let (report, outcomes) = try await MapStage(store: store).preview(
            configuration, entity: entity, limit: Self.samples)
        let cells = outcomes.map {
            Cell(record: $0.record, field: $0.field ?? "", before: $0.before ?? "", after: $0.after ?? "")
        }
        let part = Part(
            entity: entity.plural, values: report["values updated"] + report["values cleared"],
            records: report["records changed"], samples: cells, notes: report.notes)
        tell("Map \(entity.plural)", part, &result)
        result.maps.append(part)
    }

    private func push(_ entity: Entity, _ asOf: Day?, _ store: HubStore, _ result: inout Result) async throws {
        guard !configuration.configuration(of: entity).push.isEmpty else { return }
        guard let salesforce = try await composition.salesforce() else {
            throw PlainError("No Salesforce org is connected. Run `crosswalk connect salesforce` first.")
        }
        let stage = PushStage(salesforce: salesforce, ledger: store)
        let day = try await store.measuredDay(asOf)
        let preview = try await stage.preview(configuration, entity: entity, asOf: day, samples: Self.samples)
        let counts = preview.counts
        let part = Part(
            entity: entity.plural, values: counts.planned, records: counts.records,
            samples: preview.samples.map(Cell.init), refused: counts.refused,
            refusals: preview.refusals.map {
                Refusal(field: $0.field, reason: $0.reason, values: $0.values, example: Cell($0.example))
            }, notes: preview.notes)
        var shortfalls: [String] = []
        if counts.held > 0 { shortfalls.append("held back since an undo: \(grouped(counts.held))") }
        if counts.collided > 0 {
            shortfalls.append("in collisions, not written: \(grouped(counts.collided)) records")
        }
        if counts.refused > 0 {
            let records = grouped(preview.refusedRecords)
            shortfalls.append("values that would be refused: \(grouped(counts.refused)), in \(records) records")
        }
        shortfalls += part.refusals.map {
            "  \(grouped($0.values)) × \($0.reason), as for \($0.example.record): \($0.example.after)"
        }
        tell("Push \(entity.plural)", part, shortfalls: shortfalls, &result)
        result.pushes.append(part)
    }

    private func tell(_ title: String, _ part: Part, shortfalls: [String] = [], _ result: inout Result) {
        result.say(title)
        result.say("  values that would be written: \(grouped(part.values)), in \(grouped(part.records)) records")
        for cell in part.samples { result.say("    \(cell.line)") }
        for shortfall in shortfalls { result.say("  \(shortfall)") }
        for note in part.notes { result.say("  ! \(note)") }
        result.say()
    }
}

extension Rehearsal.Cell {
    fileprivate init(_ intent: PushIntent) {
        self.init(
            record: "\(intent.record) (\(intent.id))", field: intent.field, before: intent.before.text,
            after: intent.value.text)
    }

    fileprivate var line: String {
        let quoted = { (text: String) in text.isEmpty ? "(empty)" : text }
        return "\(record)  \(field): \(quoted(before)) → \(quoted(after))"
    }
}

/// `73.5 %`
func percent(_ share: Double) -> String {
    plainText(of: (share * 1000).rounded() / 10) + " %"
}
