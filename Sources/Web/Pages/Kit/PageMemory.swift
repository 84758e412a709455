package import Domain
import SyncEngine
import Synchronization

/// What pages need not work out each time: it changes only with a run, or after a while.
package final class PageMemory: Sendable {
    private struct Kept {
        var descriptions: [String: (until: Instant, value: ObjectDescription)] = [:]
        var objects: (until: Instant, names: [String])?
        var quota: (until: Instant, value: Result<SalesforceQuota?, PlainError>)?
        /// Until when an org that did not answer is not asked again.
        var silentUntil: Instant?
    }

    private let coverage = Remembered<Entity, LinkCoverage>()
    private let collisions = Remembered<Entity, [PushCollision]>()
    private let community = Remembered<String, TimedAnswer>()
    private let counts = Remembered<RunNumber, [OutcomeCode: Int]>()
    private let causes = Remembered<RunNumber, [FailureCause]>()
    private let recordCounts = Remembered<Entity, Int>()
    private let keyTables = Remembered<Entity, KeyTable>()
    private let kept = Mutex(Kept())
    private static let minutes = Duration.seconds(300)
    /// No page waits longer for Salesforce.
    private let patience: Duration
    private static let silence = Duration.seconds(30)

    package init(patience: Duration = .seconds(4)) {
        self.patience = patience
    }

    func coverage(
        of entity: Entity, key: String, _ ask: () async throws -> LinkCoverage
    ) async throws -> LinkCoverage {
        try await coverage.value(of: entity, key: key, allowsStale: true, ask)
    }

    func collisions(
        of entity: Entity, key: String, _ ask: () async throws -> [PushCollision]
    ) async throws -> [PushCollision] {
        try await collisions.value(of: entity, key: key, allowsStale: true, ask)
    }

    /// What is asked of all members at once, by question, and when it was worked out.
    ///
    /// - Parameter allowsOld: an answer of before the last stage will do: a page about other things must not wait.
    func community(
        _ question: String, key: String, now: Instant, allowsOld: Bool = false,
        _ ask: () async throws -> CommunityAnswer
    ) async throws -> (answer: CommunityAnswer, at: Instant) {
        if allowsOld, let known = community.lastKnown(question) { return (known.answer, known.at) }
        let known = try await community.value(of: question, key: key) { TimedAnswer(at: now, answer: try await ask()) }
        return (known.answer, known.at)
    }

    /// As of a state of all records.
    func recordCount(of entity: Entity, key: String, _ ask: () async throws -> Int) async throws -> Int {
        try await recordCounts.value(of: entity, key: key, ask)
    }

    /// Domains that were ruled out and may be suggested again are counted anew.
    func forgetDomains() { community.forget("domains") }
    func forgetCollisions() { collisions.forget() }

    /// Their keys as they were kept with this state of the links.
    func keyTable(for state: MatchState, _ ask: () async throws -> KeyTable) async throws -> KeyTable {
        try await keyTables.value(of: state.entity, key: "\(state.revision) \(state.fingerprint)", ask)
    }

    /// A run that has ended does not change.
    func counts(of run: RunSummary, _ ask: () async throws -> [OutcomeCode: Int]) async throws -> [OutcomeCode: Int] {
        guard let ended = run.endedAt else { return try await ask() }
        return try await counts.value(of: run.number, key: ended.iso8601, ask)
    }

    func causes(of run: RunSummary, _ ask: () async throws -> [FailureCause]) async throws -> [FailureCause] {
        guard let ended = run.endedAt else { return try await ask() }
        return try await causes.value(of: run.number, key: ended.iso8601, ask)
    }

    func description(
        of object: String, now: Instant, _ ask: @escaping @Sendable () async throws -> ObjectDescription?
    ) async throws -> ObjectDescription? {
        if let known = kept.withLock({ $0.descriptions[object] }), known.until > now { return known.value }
        guard let value = try await answer(now: now, ask) else { return nil }
        kept.withLock { $0.descriptions[object] = (now.advanced(by: Self.minutes), value) }
        return value
    }

    package func objects(now: Instant, _ ask: @escaping @Sendable () async throws -> [String]) async throws -> [String]
    {
        if let known = kept.withLock({ $0.objects }), known.until > now { return known.names }
        let names = try await answer(now: now, ask)
        kept.withLock { $0.objects = (now.advanced(by: Self.minutes), names) }
        return names
    }

    package func quota(
        now: Instant, _ ask: @escaping @Sendable () async throws -> SalesforceQuota?
    ) async throws -> SalesforceQuota? {
        if let known = kept.withLock({ $0.quota }), known.until > now { return try known.value.get() }
        do {
            let value = try await answer(now: now, ask)
            kept.withLock { $0.quota = (now.advanced(by: .seconds(60)), .success(value)) }
            return value
        } catch let error as any RemediableError {
            let failure = PlainError(error.advice, remedy: error.remedy)
            kept.withLock { $0.quota = (now.advanced(by: Self.silence), .failure(failure)) }
            throw failure
        }
    }

    /// Asks Salesforce, but neither for long nor again and again: a page says what it knows without.
    private func answer<Value: Sendable>(
        now: Instant, _ ask: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let until = kept.withLock({ $0.silentUntil }), until > now { throw Self.noAnswer }
        do {
            return try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await ask() }
                group.addTask { [patience] in
                    try await Task.sleep(for: patience)
                    throw Self.noAnswer
                }
                defer { group.cancelAll() }
                guard let value = try await group.next() else { throw Self.noAnswer }
                return value
            }
        } catch let error as PlainError where error.advice == Self.noAnswer.advice {
            kept.withLock { $0.silentUntil = now.advanced(by: Self.silence) }
            throw error
        }
    }

    private static let noAnswer = PlainError("Salesforce does not answer. It is asked again in half a minute.")

    /// What was known of the org, once it is another or may be spoken to again.
    package func forgetSalesforce() {
        kept.withLock {
            $0.descriptions = [:]
            $0.objects = nil
            $0.quota = nil
            $0.silentUntil = nil
        }
    }
}

/// An answer about members, accounts and domains together.
enum CommunityAnswer: Sendable {
    case coverage(CommunityCoverage)
    case domains(OpenDomains)
    case tenants([CommunityTenant])
    case report(ReportTable)
}

private struct TimedAnswer: Sendable {
    let at: Instant
    let answer: CommunityAnswer
}

extension PageSources {
    /// Explains links without reading all keys anew each time.
    var explainer: MatchExplainer {
        MatchExplainer(store: store) { [store, memory] state in
            try await memory.keyTable(for: state) { try await store.keyTable(of: state.entity, .theirs).indexed() }
        }
    }

    /// The keys that explanations look candidates up by; nothing before the first match.
    func keyTable(of entity: Entity) async throws -> KeyTable? {
        guard let state = try await store.matchState(of: entity) else { return nil }
        return try await memory.keyTable(for: state) { try await store.keyTable(of: entity, .theirs).indexed() }
    }

    func coverage(of entity: Entity) async throws -> LinkCoverage {
        try await memory.coverage(of: entity, key: try await lastStage()) { try await store.coverage(of: entity) }
    }

    /// How many records there are, up to a bound; counted anew only once some have changed.
    func recordCount(of entity: Entity, upTo limit: Int) async throws -> Int {
        try await memory.recordCount(of: entity, key: String(try await store.recordsRevision())) {
            try await store.recordCount(of: entity, upTo: limit)
        }
    }

    func collisions(of entity: Entity) async throws -> [PushCollision] {
        try await memory.collisions(of: entity, key: try await lastStage()) { try await store.collisions(entity) }
    }

    /// Differs as soon as another stage has ended: links change in runs only.
    func lastStage() async throws -> String {
        let last = try await store.runs(limit: 1, before: nil).first
        return "\(last?.number.value ?? 0)/\(last?.endedAt?.milliseconds ?? 0)/\(last?.stageRecords.count ?? 0)"
    }

    /// What records of ours and of theirs are called, by id; a page names a bounded number.
    func names(
        _ entity: Entity, _ ids: [String], object: String, _ theirs: [String]
    ) async throws -> [String: String] {
        let ours = ids.isEmpty ? [:] : try await store.names(of: entity, ids: ids)
        let others = theirs.isEmpty ? [:] : try await store.names(ofMirrored: object, ids: theirs)
        return ours.merging(others) { own, _ in own }
    }

    /// The org's describe, or what the mirror knows while the org cannot be asked.
    func description(of object: String, now: Instant) async throws -> ObjectDescription? {
        do {
            return try await memory.description(of: object, now: now) { [host] in
                try await host.salesforce()?.describe(object)
            }
        } catch is any RemediableError {
            return nil
        }
    }
}
