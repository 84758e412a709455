import Synchronization

/// Counts API requests against the daily allowance, as `Sforce-Limit-Info` tells it.
final class UsageMeter: Sendable {
    let allowance: Int
    private let clock: SalesforceOrg.Clock
    private let state = Mutex((day: Int64(0), used: 0))

    init(allowance: Int, clock: @escaping SalesforceOrg.Clock) {
        self.allowance = allowance
        self.clock = clock
    }

    /// Counts one request; false when the day's allowance is used up.
    func count() -> Bool {
        let today = clock() / 86_400_000
        return state.withLock { state in
            if state.day != today { state = (today, 0) }
            guard state.used < allowance else { return false }
            state.used += 1
            return true
        }
    }

    var used: Int { state.withLock { $0.used } }

    var headerValue: String { "api-usage=\(used)/\(allowance)" }
}
