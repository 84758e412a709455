package import Domain

extension SyncEngine {
    /// Runs the requested stages in order; what goes wrong is in the report, and in the journal.
    ///
    /// The caller holds the workspace's lock.
    package func run(
        _ request: RunRequest, configuration: HubConfiguration,
        report: @escaping @Sendable (StageProgress) -> Void = { _ in }
    ) async throws -> RunReport {
        let started = clock()
        _ = try await store.closeInterruptedRuns(at: started)
        let stages = try await possible(request)
        let number = try await store.beginRun(trigger: request.trigger, stages: stages, at: started)
        let context = RunContext(
            run: number, configuration: configuration, startedAt: started, entities: request.entities,
            asOf: request.asOf, tenants: request.tenants, readsWhole: request.readsWhole,
            hasFetched: stages.contains(.fetch), report: report)
        let result = try await finish(await drive(stages, context), context)
        let kept = Duration.seconds(86_400 * configuration.journal.keepOutcomesDays)
        try await store.dropOutcomes(ofRunsBefore: started.advanced(by: .zero - kept))
        return result
    }

    /// A run that does one thing which is no stage of a sync.
    func run(
        _ stages: [StageName], _ configuration: HubConfiguration, _ trigger: RunTrigger,
        _ body: (RunContext) async throws -> StageReport
    ) async throws -> RunReport {
        let started = clock()
        _ = try await store.closeInterruptedRuns(at: started)
        let number = try await store.beginRun(trigger: trigger, stages: stages, at: started)
        let context = RunContext(run: number, configuration: configuration, startedAt: started)
        return try await finish(await drive(stages, context) { _ in try await body(context) }, context)
    }

    /// Gives back what a push and a map of an earlier run replaced, and takes back what it gave members and users.
    package func undo(
        _ run: RunNumber, configuration: HubConfiguration, trigger: RunTrigger
    ) async throws -> RunReport {
        let started = clock()
        _ = try await store.closeInterruptedRuns(at: started)
        let known = try await store.runs(limit: 1, before: RunNumber(run.value + 1)).first
        guard let known, known.number == run else {
            throw PlainError("There is no run \(run). `crosswalk runs` lists them.")
        }
        if let reason = try await whyNothingIsUndone(of: known) { throw PlainError(reason) }
        let stages = try await undoable(known)
        let number = try await store.beginRun(trigger: trigger, stages: stages, at: started)
        let context = RunContext(run: number, configuration: configuration, startedAt: started)
        let result = await drive(stages, context) { stage in
            switch stage {
            case .map: try await MapUndo(store: store).run(context, undoing: run)
            case .push: try await PushUndo(salesforce: try connected(), ledger: store).run(context, undoing: run)
            default: try await undoCommunity(stage, of: run, context)
            }
        }
        return try await finish(result, context)
    }

    /// Proves that the mirrors agree with Salesforce, as a run of its own in the journal.
    package func reconcile(
        _ entities: [Entity], configuration: HubConfiguration, isExact: Bool, trigger: RunTrigger
    ) async throws -> [ReconcileReport] {
        let started = clock()
        _ = try await store.closeInterruptedRuns(at: started)
        let stage = ReconcileStage(salesforce: try connected(), store: store)
        let number = try await store.beginRun(trigger: trigger, stages: [.fetch], at: started)
        let context = RunContext(run: number, configuration: configuration, startedAt: started, entities: entities)
        do {
            var reports: [ReconcileReport] = []
            for entity in configuration.onePerObject(entities) {
                reports.append(try await stage.run(context, entity: entity, isExact: isExact))
            }
            let status: RunStatus = reports.allSatisfy(\.agrees) ? .done : .doneWithFailures
            try await store.endRun(number, status: status, reason: nil, at: clock())
            return reports
        } catch {
            let reason = (error as? any RemediableError)?.advice ?? "\(error)"
            try await store.endRun(number, status: .failed, reason: reason, at: clock())
            throw error
        }
    }

    private func finish(_ driven: RunReport, _ context: RunContext) async throws -> RunReport {
        var result = driven
        try await countFailures(of: &result)
        let now = clock()
        try await store.endRun(context.run, status: result.status, reason: result.reason, at: now)
        if salesforce != nil,
            result.stages.contains(where: { $0.name == .fetch || $0.name == .push }) || result.hasStopped
        {
            let records = result.reports(of: .fetch).reduce(0) { $0 + $1["read"] }
            try await store.note(
                "salesforce", isUp: !result.needsAuthorization, reason: result.hasStopped ? result.reason : nil,
                records: records, at: now)
        }
        return result
    }

    /// A record that one stage refuses in two ways, or two stages each, counts once: the journal knows them by name. What
    /// communities leave out has no name, or none that another stage could give.
    private func countFailures(of result: inout RunReport) async throws {
        let unnamed = result.stages.filter(\.name.isOfCommunity).reduce(0) { $0 + $1.failures }
        let named = result.stages.contains { !$0.name.isOfCommunity && $0.failures > 0 }
        result.failures = unnamed + (named ? try await store.failedRecords(of: result.run) : 0)
        if result.status == .done, result.failures > 0 || result.isPartial { result.status = .doneWithFailures }
    }

    private func drive(_ stages: [StageName], _ context: RunContext) async -> RunReport {
        await drive(stages, context, all: { try await perform($0, context) })
    }

    private func drive(
        _ stages: [StageName], _ context: RunContext, _ body: (StageName) async throws -> StageReport
    ) async -> RunReport {
        await drive(stages, context, all: { [try await body($0)] })
    }

    private func drive(
        _ stages: [StageName], _ context: RunContext, all body: (StageName) async throws -> [StageReport]
    ) async -> RunReport {
        var result = RunReport(run: context.run)
        var state = RunState(stages: stages)
        var step = state.handle(.started)
        while true {
            switch step {
            case .close(let status):
                result.status = status
                if status == .done {
                    result.reason = result.stages.lazy.flatMap(\.reports).compactMap(\.problem).first
                }
                return result
            case .run(let stage):
                step = state.handle(await attempt(stage, context, &result, body))
            case .runAgain(let stage, let delay):
                do {
                    try await pause(delay)
                    step = state.handle(await attempt(stage, context, &result, body))
                } catch {
                    step = state.handle(.stopped)
                }
            }
        }
    }

    private func attempt(
        _ stage: StageName, _ context: RunContext, _ result: inout RunReport,
        _ body: (StageName) async throws -> [StageReport]
    ) async -> RunState.Event {
        let began = ContinuousClock.now
        let started = clock()
        do {
            let reports = try await body(stage)
            result.stages.append(RunReport.Stage(name: stage, reports: reports, duration: .now - began))
            for report in reports {
                try await store.record(StageRecord(report, from: started, to: clock()), of: context.run)
            }
            return .stageEnded
        } catch is CancellationError {
            return .stopped
        } catch {
            let failure = error as? any RemediableError ?? PlainError("The \(stage.rawValue) stage failed: \(error)")
            result.reason = failure.advice
            result.needsAuthorization = failure.remedy == .reauthorize
            return .failed(failure.remedy)
        }
    }
}

extension StageRecord {
    fileprivate init(_ report: StageReport, from started: Instant, to ended: Instant) {
        self.init(
            stage: report.stage, entity: report.entity, tenant: report.tenant,
            startedAt: report.span?.from ?? started, endedAt: report.span?.to ?? ended,
            counts: Dictionary(report.counts.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
            reason: report.notes.isEmpty ? nil : report.notes.joined(separator: "\n"))
    }
}
