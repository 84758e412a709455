/// Visits: a session ends after half an hour without an event, and the next event opens another.
package enum Sessions {
    package static let idleTime = Duration.seconds(30 * 60)

    /// How many sessions some instants make up; they need not be in order.
    package static func count(_ instants: some Sequence<Instant>) -> Int {
        var count = 0
        var end = Instant(milliseconds: .min)
        for instant in instants.sorted() {
            if instant >= end { count += 1 }
            end = instant.advanced(by: idleTime)
        }
        return count
    }
}
