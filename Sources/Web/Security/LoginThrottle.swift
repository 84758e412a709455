import Domain

/// Slows down whoever guesses passwords: after five failures each further try costs twice the wait.
///
/// Tries are counted for an address and for an account, so neither many accounts nor many addresses help.
struct LoginThrottle: Sendable {
    private struct Record {
        var failures = 0
        var openAt = Instant(milliseconds: 0)
    }

    private var records: [String: Record] = [:]
    private static let freeTries = 5
    private static let longestWait: Int64 = 15 * 60_000
    private static let mostRecords = 10_000

    /// How long this one still has to wait; nothing when a try is free.
    func wait(for keys: [String], at now: Instant) -> Duration? {
        let openAt = keys.compactMap { records[$0]?.openAt }.max() ?? now
        guard openAt > now else { return nil }
        return .milliseconds(openAt.milliseconds - now.milliseconds)
    }

    mutating func failed(_ keys: [String], at now: Instant) {
        if records.count > Self.mostRecords { records = records.filter { $0.value.openAt > now } }
        for key in keys {
            var record = records[key] ?? Record()
            record.failures += 1
            if record.failures >= Self.freeTries {
                let wait = min(Self.longestWait, Int64(1000) << min(record.failures - Self.freeTries, 20))
                record.openAt = Instant(milliseconds: now.milliseconds + wait)
            }
            records[key] = record
        }
    }

    mutating func succeeded(_ keys: [String]) {
        for key in keys { records[key] = nil }
    }
}
