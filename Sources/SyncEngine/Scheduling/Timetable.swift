package import Domain

/// Which steps of the schedule are due, worked out from when each last ran (D§3).
///
/// A slot that was missed runs once at the next chance, however many were missed.
package struct Timetable: Sendable, Hashable {
    package let schedule: Schedule

    package init(_ schedule: Schedule) {
        self.schedule = schedule
    }

    /// A line of the schedule, and the stages that it runs.
    package enum Step: String, Sendable, Hashable, CaseIterable, Codable {
        case fetch, map, push

        package var stages: [StageName] {
            switch self {
            case .fetch: [.fetch, .community]
            case .map: [.match, .map, .associate]
            case .push: [.measure, .push]
            }
        }
    }

    package struct Slot: Sendable, Hashable {
        package let step: Step
        package let time: Instant

        package init(step: Step, time: Instant) {
            self.step = step
            self.time = time
        }
    }

    /// The slots to run now, oldest first: for each step the latest slot that has passed since the step last ran.
    ///
    /// A step that never ran is not due before its first slot after `since`, the time at which the schedule began.
    package func due(at now: Instant, lastRun: [Step: Instant], since: Instant) -> [Slot] {
        Step.allCases.compactMap { step in
            guard let slot = latest(step, before: now), slot.time > lastRun[step] ?? since else { return nil }
            return slot
        }.sorted { ($0.time, $0.step.order) < ($1.time, $1.step.order) }
    }

    /// The next slots after a moment, one for each step, soonest first.
    package func upcoming(after now: Instant) -> [Slot] {
        Step.allCases.compactMap { next($0, after: now) }.sorted { ($0.time, $0.step.order) < ($1.time, $1.step.order) }
    }

    /// A sentence where a push slot lies between a fetch and the map that follows it: what was fetched then is pushed
    /// a slot later.
    package var warning: String? {
        guard let fetch = schedule.fetch.min(), let map = schedule.map.first(where: { $0 > fetch }),
            let push = schedule.push.first(where: { $0 > fetch && $0 < map })
        else { return nil }
        return "The push at \(Self.clock(push)) comes before the map at \(Self.clock(map)): what is fetched at "
            + "\(Self.clock(fetch)) is first pushed one slot later."
    }

    package func minutes(of step: Step) -> [Int] {
        switch step {
        case .fetch: schedule.fetch
        case .map: schedule.map
        case .push: schedule.push
        }
    }

    /// `04:00`, from minutes after midnight.
    package static func clock(_ minutes: Int) -> String {
        let pad = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return pad(minutes / 60) + ":" + pad(minutes % 60)
    }

    private func latest(_ step: Step, before now: Instant) -> Slot? {
        slots(step, around: now).last { $0.time <= now }
    }

    private func next(_ step: Step, after now: Instant) -> Slot? {
        slots(step, around: now).first { $0.time > now }
    }

    /// The step's slots of yesterday, today and tomorrow (GMT), in order.
    private func slots(_ step: Step, around now: Instant) -> [Slot] {
        let dayLength: Int64 = 86_400_000
        let today = now.milliseconds / dayLength * dayLength
        return [-dayLength, 0, dayLength].flatMap { shift in
            minutes(of: step).sorted().map { minute in
                Slot(step: step, time: Instant(milliseconds: today + shift + Int64(minute) * 60_000))
            }
        }
    }
}

extension Timetable.Step {
    fileprivate var order: Int {
        switch self {
        case .fetch: 0
        case .map: 1
        case .push: 2
        }
    }
}
