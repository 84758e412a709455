/// How often and how late a failed request is tried again.
package struct RetryPolicy: Sendable, Hashable {
    package var attempts: Int
    /// How often where the server says nothing at all: each attempt takes minutes then.
    package var silentAttempts = 3
    package var firstDelay: Duration
    package var longestDelay: Duration

    package init(attempts: Int = 6, firstDelay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(60)) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// The pause after a failed attempt (counted from 1), or nothing if it was the last.
    ///
    /// It doubles each time; `jitter` (0 to 1) spreads callers over its second half. A server that names a pause gets
    /// it, unless it is longer than a run should wait.
    package func delay(
        afterAttempt attempt: Int, isSilent: Bool = false, serverAsksFor asked: Duration? = nil, jitter: Double
    ) -> Duration? {
        guard attempt < mostAttempts(isSilent: isSilent) else { return nil }
        if let asked { return asked <= longestDelay ? max(asked, firstDelay) : nil }
        let doubled = firstDelay * (1 << min(attempt - 1, 16))
        return min(doubled, longestDelay) * (0.5 + jitter / 2)
    }

    /// - Parameter isSilent: whether the server said nothing at all.
    package func mostAttempts(isSilent: Bool) -> Int { isSilent ? min(silentAttempts, attempts) : attempts }
}
