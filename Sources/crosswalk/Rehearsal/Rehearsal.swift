import Connectors
import Domain
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
    static let samples = 8

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
}
