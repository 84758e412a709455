import Domain
import SyncEngine
import Testing

@Suite struct RunStateTests {
    @Test func `stages run in their order, whatever the order in which they were named`() {
        var run = RunState(stages: [.push, .fetch, .match])
        #expect(run.handle(.started) == .run(.fetch))
        #expect(run.handle(.stageEnded) == .run(.match))
        #expect(run.handle(.stageEnded) == .run(.push))
        #expect(run.handle(.stageEnded) == .close(.done))
    }

    @Test func `a retry runs the same stage again, but not for ever`() {
        var run = RunState(stages: [.fetch])
        _ = run.handle(.started)
        for _ in 1..<RunState.attemptsPerStage {
            #expect(run.handle(.failed(.retry(after: .seconds(2)))) == .runAgain(.fetch, after: .seconds(2)))
        }
        #expect(run.handle(.failed(.retry(after: .seconds(2)))) == .close(.paused))
    }

    @Test func `each stage has its own attempts`() {
        var run = RunState(stages: [.fetch, .push])
        _ = run.handle(.started)
        _ = run.handle(.failed(.retry(after: .seconds(1))))
        #expect(run.handle(.stageEnded) == .run(.push))
        #expect(run.handle(.failed(.retry(after: .seconds(1)))) == .runAgain(.push, after: .seconds(1)))
    }

    @Test(arguments: [
        (RunState.Event.failed(.pauseRun), RunStatus.paused), (.failed(.failRun), .failed),
        (.failed(.reauthorize), .needsAuthorization), (.stopped, .interrupted),
    ])
    func `a remedy decides how the run is closed`(event: RunState.Event, ending: RunStatus) {
        var run = RunState(stages: [.fetch, .match])
        _ = run.handle(.started)
        #expect(run.handle(event) == .close(ending))
    }
}
