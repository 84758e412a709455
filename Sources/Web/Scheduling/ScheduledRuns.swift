import Domain
import Logging
import ServiceLifecycle
import SyncEngine

/// Runs the steps of the schedule when they are due, those that were missed once, and says where it could not.
struct ScheduledRuns: Service {
    let hub: Hub

    /// The schedule may change and clocks may jump, so nobody sleeps longer.
    private static let longestSleep = Duration.seconds(20)
    private static let beganBookmark = "schedule.began"

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await runWhatIsDue()
                } catch is CancellationError {
                    return
                } catch {
                    hub.log.error("schedule failed", metadata: ["error": "\(type(of: error))"])
                }
                guard (try? await Task.sleep(for: untilNextSlot())) != nil else { return }
            }
        }
    }

    private func untilNextSlot() -> Duration {
        guard let configuration = try? hub.configuration() else { return Self.longestSleep }
        let now = hub.clock()
        let next = Timetable(configuration.schedule).upcoming(after: now).first
        let wait = next.map { Duration.milliseconds($0.time.milliseconds - now.milliseconds) }
        return min(wait ?? Self.longestSleep, Self.longestSleep)
    }

    func runWhatIsDue() async throws {
        let timetable = Timetable(try hub.configuration().schedule)
        let began = try await beginning()
        for slot in timetable.due(at: hub.clock(), lastRun: try await lastRuns(), since: began) {
            // Noted before it runs: a step that kills its process must not do so at every start.
            try await note(slot.step, at: hub.clock())
            let request = RunRequest(stages: slot.step.stages, trigger: .schedule)
            hub.log.info("slot", metadata: ["step": "\(slot.step.rawValue)", "time": "\(slot.time.iso8601)"])
            if try await hub.runs.perform(.stages(request)) == nil { try await logOverlap(request) }
        }
    }

    /// When the schedule began: a step that never ran is not due for slots before.
    private func beginning() async throws -> Instant {
        if let text = try await hub.store.bookmark(Self.beganBookmark), let began = Instant(iso8601: text) {
            return began
        }
        let now = hub.clock()
        try await hub.store.setBookmark(Self.beganBookmark, to: now.iso8601, in: nil, at: now)
        return now
    }

    private func lastRuns() async throws -> [Timetable.Step: Instant] {
        var last: [Timetable.Step: Instant] = [:]
        for step in Timetable.Step.allCases {
            if let text = try await hub.store.bookmark(Self.bookmark(step)) { last[step] = Instant(iso8601: text) }
        }
        return last
    }

    private func note(_ step: Timetable.Step, at now: Instant) async throws {
        try await hub.store.setBookmark(Self.bookmark(step), to: now.iso8601, in: nil, at: now)
    }

    /// A slot that came while another run held the workspace stands in the journal as skipped (D§3).
    private func logOverlap(_ request: RunRequest) async throws {
        try await hub.store.noteSkippedRun(
            trigger: .schedule, stages: request.stages, reason: "Another run was going on when this slot came.",
            at: hub.clock())
    }

    private static func bookmark(_ step: Timetable.Step) -> String { "schedule.\(step.rawValue)" }
}
