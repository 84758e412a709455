import Domain
import SyncEngine

/// A run's report for a person: a line a stage and entity, then what they should read.
struct RunSummaryText {
    let report: RunReport

    init(_ report: RunReport) {
        self.report = report
    }

    var lines: [String] {
        var table = TextTable(header: ["Stage", "", "What it did", "Took"], alignsRight: [3])
        for stage in report.stages {
            for (index, part) in stage.reports.enumerated() {
                table.append([
                    index == 0 ? stage.name.rawValue : "", part.entity?.plural ?? part.tenant ?? "", Self.words(part),
                    index == 0 ? Self.words(stage.duration) : "",
                ])
            }
        }
        let notes = report.stages.flatMap { $0.reports.flatMap(\.notes) }
        var lines = table.isEmpty ? [] : table.lines()
        if !notes.isEmpty { lines += [""] + notes.map { "  ! \($0)" } }
        return lines + ["", ending]
    }

    private var ending: String {
        let run = "Run \(report.run)"
        switch report.status {
        case .done: return "\(run) is done."
        case .doneWithFailures:
            if let reason = report.reason { return "\(run) is done, but not all of it: \(reason)" }
            return "\(run) is done, but \(shortfalls.joined(separator: ", and "))."
        case .paused: return "\(run) is paused; the next one goes on from here. \(report.reason ?? "")"
        case .interrupted: return "\(run) was interrupted; the next one goes on from here."
        case .needsAuthorization:
            return "\(run) stopped; nothing is lost. \(report.reason ?? "")"
        case .failed, .running, .skippedOverlap: return "\(run) failed. \(report.reason ?? "")"
        }
    }

    /// What the run did not do, in order of weight.
    private var shortfalls: [String] {
        var shortfalls: [String] = []
        if report.failures > 0 {
            shortfalls.append(
                "\(counted(report.failures, "record")) did not get what was meant for them "
                    + "(why: crosswalk export outcomes --run \(report.run))")
        }
        if report.isPartial {
            shortfalls.append("not everything that is configured could be used (see the notes above)")
        }
        return shortfalls
    }

    static func words(_ report: StageReport) -> String {
        let counts = report.counts.filter { $0.value != 0 }.map { "\($0.name) \(grouped($0.value))" }
        return counts.isEmpty ? "nothing to do" : counts.joined(separator: ", ")
    }

    static func words(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}

/// A run's report for machines.
struct RunLines: Encodable {
    let run: Int64
    let status: String
    let reason: String?
    let failures: Int
    let stages: [Stage]

    struct Stage: Encodable {
        let stage: String
        let entity: String?
        let tenant: String?
        let counts: [String: Int]
        let notes: [String]
        let seconds: Double
    }

    init(_ report: RunReport) {
        run = report.run.value
        status = report.status.rawValue
        reason = report.reason
        failures = report.failures
        stages = report.stages.flatMap { stage in
            stage.reports.map { part in
                Stage(
                    stage: stage.name.rawValue, entity: part.entity?.plural, tenant: part.tenant,
                    counts: Dictionary(part.counts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
                    notes: part.notes, seconds: stage.duration / .seconds(1))
            }
        }
    }
}
