import Connectors
import Domain
import Foundation
import Store
import SyncEngine

extension Composition {
    /// Runs stages while holding the workspace's lock; where another run has it, the journal says so (D§3).
    func synchronize(_ request: RunRequest, progress: ProgressLine) async throws -> RunReport {
        try await holdingLock {
            try await store.noteSkippedRun(
                trigger: request.trigger, stages: request.stages, reason: "Another run was going on.", at: .present)
        } _: {
            try await engine().run(request, configuration: configuration) { progress.show($0) }
        }
    }

    /// Runs stages and says what they did; the program ends as the run did.
    func report(on request: RunRequest) async throws {
        let progress = ProgressLine(isShown: Console.isTerminal && !settings.printsJSON)
        let report = try await synchronize(request, progress: progress)
        progress.clear()
        try tell(report)
    }

    /// Says how a run went; the program ends as the run did.
    func tell(_ report: RunReport) throws {
        if settings.printsJSON {
            try Console.json(RunLines(report))
        } else {
            RunSummaryText(report).lines.forEach(Console.say)
        }
        try report.exit()
    }
}
