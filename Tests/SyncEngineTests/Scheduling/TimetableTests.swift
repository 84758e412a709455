import Domain
import SyncEngine
import Testing

@Suite struct TimetableTests {
    let timetable = Timetable(Schedule())

    private func instant(_ text: String) throws -> Instant {
        try #require(Instant(iso8601: text))
    }

    @Test func `each step is due once its slot has passed`() throws {
        let now = try instant("2026-05-13T04:00:00Z")
        let last = try instant("2026-05-12T23:00:00Z")
        let due = timetable.due(at: now, lastRun: [.fetch: last, .map: last, .push: last], since: last)
        #expect(due.map(\.step) == [.fetch, .push, .map])
    }

    @Test func `missed slots run once, not once each`() throws {
        let now = try instant("2026-05-13T20:00:00Z")
        let last = try instant("2026-05-10T00:00:00Z")
        let due = timetable.due(at: now, lastRun: [.push: last], since: now)
        #expect(due == [Timetable.Slot(step: .push, time: try instant("2026-05-13T19:00:00Z"))])
    }

    @Test func `a slot that has run is not due again`() throws {
        let now = try instant("2026-05-13T10:59:00Z")
        let ran = try instant("2026-05-13T04:00:01Z")
        #expect(timetable.due(at: now, lastRun: [.fetch: ran, .map: ran, .push: ran], since: ran).isEmpty)
    }

    @Test func `a new workspace waits for its first slot`() throws {
        let now = try instant("2026-05-13T10:59:00Z")
        #expect(timetable.due(at: now, lastRun: [:], since: now).isEmpty)
    }

    @Test func `the next slots come soonest first`() throws {
        let slots = timetable.upcoming(after: try instant("2026-05-13T10:59:00Z"))
        #expect(slots.map(\.step) == [.push, .fetch, .map])
        #expect(slots.first?.time == (try instant("2026-05-13T11:00:00Z")))
    }

    @Test func `the default schedule warns that the first push comes before the map`() {
        #expect(timetable.warning?.contains("03:00 comes before the map at 04:00") == true)
    }

    @Test func `a schedule in order has no warning`() {
        var schedule = Schedule()
        schedule.push = [5 * 60]
        #expect(Timetable(schedule).warning == nil)
    }
}
