package import Domain

/// Decides everything under some rules without writing, and says what would be otherwise than it is.
package struct MatchPreviewer: Sendable {
    let store: any MatchStore & LinkStore

    package init(store: any MatchStore & LinkStore) {
        self.store = store
    }

    /// - Parameter samples: how many records to name for each kind of change.
    package func preview(
        _ configuration: HubConfiguration, entity: Entity, samples: Int = 10
    ) async throws -> MatchPreview {
        let plan = try await MatchStage.plan(for: entity, configuration, store: store)
        let stored = try await store.linkTargets(of: entity)
        var preview = MatchPreview(before: try await store.coverage(of: entity), after: LinkCoverage(entity: entity))
        preview.notes = MatchStage.notes(of: plan)
        var position = 0
        _ = try await WholeMatch(plan: plan, store: store).forEachSpan { matcher in
            let decisions = await matcher.decideSideBySide()
            preview.after.records += matcher.ours.count
            for row in 0..<matcher.ours.count {
                let number = matcher.ours.records.rows[row]
                while position < stored.rows.count, stored.rows[position] < number { position += 1 }
                let isStored = position < stored.rows.count && stored.rows[position] == number
                let decision = decisions[row]
                let rule = matcher.plan.ruleName(decision.rule)
                preview.after.add(decision.verdict, rule: rule, count: 1)
                let before = isStored ? stored.salesforceIDs[position] : ""
                preview.note(
                    decision.verdict, id: matcher.ours.records.ids[row], before: before.isEmpty ? nil : before,
                    after: matcher.salesforceID(of: row, decision), rule: rule,
                    wasAmbiguous: isStored && stored.isAmbiguous[position], samples: samples)
            }
        }
        return preview
    }
}
