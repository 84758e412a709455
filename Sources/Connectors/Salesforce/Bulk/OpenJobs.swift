import Domain
import Synchronization

/// What the connector itself knows of the bulk jobs that it began.
final class OpenJobs: Sendable {
    private struct State {
        var begun: Set<String> = []
        var refused: [String: [PushAnswer]] = [:]
    }

    private let state = Mutex(State())

    func begin(_ job: String) {
        state.withLock { _ = $0.begun.insert(job) }
    }

    /// Whether a job that came to nothing is to be reported: once, to the run that began it.
    ///
    /// Whoever asks for it later has found it in his notes and begins anew, instead of failing again and again.
    func reportsFailure(of job: String) -> Bool {
        state.withLock { $0.begun.remove(job) != nil }
    }

    /// Rows of an update that were not sent.
    func keep(refused: [PushAnswer], of job: String) {
        state.withLock { $0.refused[job] = refused }
    }

    func takeRefused(of job: String) -> [PushAnswer] {
        state.withLock { $0.refused.removeValue(forKey: job) ?? [] }
    }
}
