package import Domain

/// Where a run stands: it is told what happened and says what to do next.
///
/// Waiting and trying again are decided here, by the remedy that came with the error and by nothing else.
package struct RunState: Sendable, Hashable {
    private var remaining: [StageName]
    private var current: StageName?
    private var attempts = 0

    /// How often one stage is tried before the run gives up on it.
    package static let attemptsPerStage = 4

    package init(stages: [StageName]) {
        remaining = StageName.allCases.filter(stages.contains)
    }

    package enum Event: Sendable, Hashable {
        case started
        case stageEnded
        case failed(Remedy)
        /// The process was asked to stop; the stage has closed at a page boundary.
        case stopped
    }

    package enum Step: Sendable, Hashable {
        case run(StageName)
        case runAgain(StageName, after: Duration)
        case close(RunStatus)
    }

    package mutating func handle(_ event: Event) -> Step {
        switch event {
        case .started, .stageEnded: next()
        case .stopped: .close(.interrupted)
        case .failed(let remedy): answer(remedy)
        }
    }

    private mutating func next() -> Step {
        guard !remaining.isEmpty else { return .close(.done) }
        let stage = remaining.removeFirst()
        current = stage
        attempts = 1
        return .run(stage)
    }

    private mutating func answer(_ remedy: Remedy) -> Step {
        switch remedy {
        case .retry(let pause):
            guard let current, attempts < Self.attemptsPerStage else { return .close(.paused) }
            attempts += 1
            return .runAgain(current, after: pause)
        case .pauseRun: return .close(.paused)
        // The connection is down; configuration, links and bookmarks stay (D§24).
        case .reauthorize: return .close(.needsAuthorization)
        case .failRun, .skipRecord: return .close(.failed)
        }
    }
}
