package import Domain

/// How a run went: its stages' reports, how long each took, and how it ended.
package struct RunReport: Sendable {
    package let run: RunNumber
    /// Records that did not get what was meant for them.
    package var failures = 0
    package var status = RunStatus.running
    package var stages: [Stage] = []
    /// Why it was paused or failed, in a sentence for an admin.
    package var reason: String?
    /// The connection must be authorised again before the next run.
    package var needsAuthorization = false

    package struct Stage: Sendable {
        package let name: StageName
        package let reports: [StageReport]
        package let duration: Duration

        var failures: Int { reports.reduce(0) { $0 + $1.failures } }
    }

    package init(run: RunNumber) {
        self.run = run
    }

    /// It came to an end before its last stage did.
    var hasStopped: Bool { reason != nil && status != .done && status != .doneWithFailures }

    package var isPartial: Bool { stages.contains { $0.reports.contains(where: \.isPartial) } }

    package func reports(of stage: StageName) -> [StageReport] {
        stages.filter { $0.name == stage }.flatMap(\.reports)
    }
}
