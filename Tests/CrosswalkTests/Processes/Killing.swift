import Foundation
import TestSupport

extension ProcessWorkspace {
    /// The same points every day; another seed by the environment.
    static let killingSeed =
        ProcessInfo.processInfo.environment["CROSSWALK_TEST_SEED"].flatMap(UInt64.init) ?? 20_260_513

    /// Kills a command some time after its n-th request: half of them at once, half up to a tenth of a second later, so that
    /// work that sends nothing is met too.
    ///
    /// - Returns: when it was killed, in words.
    func kill(
        _ arguments: [String], within requests: Int, of org: SimulatedOrg, _ random: inout SeededGenerator
    ) async throws -> String {
        let program = try start(arguments)
        let target = org.requestCount + random.below(requests + 1)
        let delay = random.below(2) * random.below(100)
        while program.process.isRunning, org.requestCount < target { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(delay))
        program.kill()
        _ = try await program.ending()
        return "at request \(org.requestCount) + \(delay) ms"
    }
}
