package import Domain

/// One run: fetch ──► match ──► map ──► measure ──► push, each of which may also be run alone.
///
/// A record's way never turns back. Each stage reads tables, asks `Domain` for decisions, and writes its result, its
/// outcomes and its bookmark together; so a run that dies is gone on with by running it again.
package struct SyncEngine: Sendable {
    private let ports: EnginePorts
    private let clock: @Sendable () -> Instant
    private let pause: @Sendable (Duration) async throws -> Void

    package init(
        ports: EnginePorts, clock: @escaping @Sendable () -> Instant,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.ports = ports
        self.clock = clock
        self.pause = pause
    }

    /// Runs the requested stages in order; what goes wrong is in the report, and in the journal.
    ///
    /// The caller holds the workspace's lock.
    package func run(
        _ request: RunRequest, configuration: HubConfiguration,
        report: @escaping @Sendable (StageProgress) -> Void = { _ in }
    ) async throws -> RunReport {
        let started = clock()
        _ = try await ports.journal.closeInterruptedRuns(at: started)
        let number = try await ports.journal.beginRun(trigger: request.trigger, stages: request.stages, at: started)
        let context = RunContext(
            run: number, configuration: configuration, startedAt: started, entities: request.entities,
            asOf: request.asOf, report: report)
        let result = await perform(request.stages, context)
        try await ports.journal.endRun(number, status: result.status, reason: result.reason, at: clock())
        return result
    }

    private func perform(_ stages: [StageName], _ context: RunContext) async -> RunReport {
        var result = RunReport(run: context.run)
        var state = RunState(stages: stages)
        var step = state.handle(.started)
        while true {
            switch step {
            case .close(let status):
                result.status = status == .done && result.failures > 0 ? .doneWithFailures : status
                return result
            case .run(let stage):
                step = state.handle(await attempt(stage, context, &result))
            case .runAgain(let stage, let delay):
                do { try await pause(delay) } catch { step = state.handle(.stopped); continue }
                step = state.handle(await attempt(stage, context, &result))
            }
        }
    }

    private func attempt(_ stage: StageName, _ context: RunContext, _ result: inout RunReport) async -> RunState.Event {
        let began = ContinuousClock.now
        let started = clock()
        do {
            let reports = try await perform(stage, context)
            result.stages.append(RunReport.Stage(name: stage, reports: reports, duration: .now - began))
            for report in reports {
                try await ports.journal.record(StageRecord(report, from: started, to: clock()), of: context.run)
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

    private func perform(_ stage: StageName, _ context: RunContext) async throws -> [StageReport] {
        switch stage {
        case .fetch: try await FetchStage(salesforce: ports.requireSalesforce(), ports: ports).run(context)
        case .match: try await MatchStage(ports: ports).run(context)
        case .map: try await MapStage(ports: ports).run(context)
        case .measure: try await MeasureStage(ports: ports).run(context)
        case .push: try await PushStage(salesforce: ports.requireSalesforce(), ports: ports).run(context)
        }
    }
}

extension StageRecord {
    fileprivate init(_ report: StageReport, from started: Instant, to ended: Instant) {
        self.init(
            stage: report.stage, entity: report.entity, startedAt: started, endedAt: ended,
            counts: Dictionary(report.counts.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
            reason: report.notes.isEmpty ? nil : report.notes.joined(separator: "\n"))
    }
}
