import Domain
import Store
import SyncEngine

extension Rehearsal {
    func associate(_ store: HubStore, _ result: inout Result) async throws {
        guard try await store.hasMembers() else { return }
        let preview = PreviewText(try await AssociationPreview(store: store).run(configuration))
        result.members = preview
        result.say()
        result.say("associate")
        preview.lines(limit: Self.samples).forEach { result.say($0) }
    }

    func match(_ entity: Entity, _ store: HubStore, _ result: inout Result) async throws {
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
        result.tell("Match \(entity.plural)", preview)
    }

    func map(_ entity: Entity, _ store: HubStore, _ result: inout Result) async throws {
        guard !configuration.configuration(of: entity).pull.isEmpty else { return }
        let (report, outcomes) = try await MapStage(store: store).preview(
            configuration, entity: entity, limit: Self.samples)
        let cells = outcomes.map {
            Cell(record: $0.record, field: $0.field ?? "", before: $0.before ?? "", after: $0.after ?? "")
        }
        let part = Part(
            entity: entity.plural, values: report["values updated"] + report["values cleared"],
            records: report["records changed"], samples: cells, notes: report.notes)
        result.tell("Map \(entity.plural)", part)
        result.maps.append(part)
    }

    func push(_ entity: Entity, _ asOf: Day?, _ store: HubStore, _ result: inout Result) async throws {
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
        result.tell("Push \(entity.plural)", part, shortfalls: shortfalls(of: preview, part.refusals))
        result.pushes.append(part)
    }

    /// What a push would not write, and why.
    private func shortfalls(of preview: PushPreview, _ refusals: [Refusal]) -> [String] {
        let counts = preview.counts
        var lines: [String] = []
        if counts.held > 0 { lines.append("held back since an undo: \(grouped(counts.held))") }
        if counts.collided > 0 { lines.append("in collisions, not written: \(counted(counts.collided, "record"))") }
        if counts.refused > 0 {
            let records = grouped(preview.refusedRecords)
            lines.append("values that would be refused: \(grouped(counts.refused)), in \(records) records")
        }
        return lines
            + refusals.map {
                "  \(grouped($0.values)) × \($0.reason), as for \($0.example.record): \($0.example.after)"
            }
    }
}
