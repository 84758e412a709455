package import Domain

extension MatchStage {
    /// Proves that stored links are what the rules say: our ids whose link a match of everything would write otherwise.
    package func unproven(_ configuration: HubConfiguration, entity: Entity) async throws -> [String] {
        let plan = try await Self.plan(for: entity, configuration, store: store)
        let known = try await store.linkDigests(of: entity, rows: nil)
        var ids: [String] = []
        _ = try await WholeMatch(plan: plan, store: store).forEachSpan { matcher in
            let decisions = await matcher.decideSideBySide()
            let differing = DecidedLinks(matcher, decisions, from: 0, atMost: matcher.ours.count, known: known)
            ids += (0..<differing.count).map { differing.ids[$0] }
        }
        return ids
    }
}
