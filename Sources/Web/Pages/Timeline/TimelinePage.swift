import Domain
import SyncEngine

/// Today's schedule: what ran, what comes next, how fresh each step's result is, and the times to change.
struct TimelinePage: Sendable {
    var schedule: Schedule
    var runs: [RunSummary]
    var draft: FormValues?
    var mistakes: [String]
    var keepsSchedule: Bool
    var mayEdit: Bool
    var token: HTML
    var now: Instant

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> TimelinePage {
        TimelinePage(
            schedule: try await sources.host.configuration().schedule,
            runs: try await sources.store.runs(limit: 200, before: nil), draft: nil, mistakes: [],
            keepsSchedule: sources.host.keepsSchedule, mayEdit: visit.mayEdit, token: visit.token, now: visit.now)
    }

    static func apply(_ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        var configuration = try await sources.host.configuration()
        var mistakes: [String] = []
        let read = { (step: Timetable.Step) -> [Int] in
            let texts = (visit.form[step.rawValue] ?? "").split { ", ;\n\r\t".contains($0) }
            let times = texts.map { Self.minutes(String($0)) }
            for (text, time) in zip(texts, times) where time == nil {
                mistakes.append("\(text) is no time of day; write it like 04:00.")
            }
            return Array(Set(times.compactMap { $0 })).sorted()
        }
        configuration.schedule.fetch = read(.fetch)
        configuration.schedule.map = read(.map)
        configuration.schedule.push = read(.push)
        guard mistakes.isEmpty else {
            var page = try await load(visit, sources)
            page.draft = visit.form
            page.mistakes = mistakes
            return page.answer
        }
        _ = try await sources.host.apply(configuration)
        return .redirect("/timeline", notice: .init(.good, "The schedule is in force."))
    }

    /// `04:00` or `4:00`, in minutes after midnight.
    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    var answer: PageAnswer { .page(title: "Timeline", place: .timeline, content: html) }

    private var timetable: Timetable { Timetable(schedule) }

    private var midnight: Instant { Instant(milliseconds: now.milliseconds / 86_400_000 * 86_400_000) }

    var html: HTML {
        let today = runs.filter { ($0.endedAt ?? now) >= midnight }
        let slots = Timetable.Step.allCases.flatMap { step in
            timetable.minutes(of: step).map { (step: step, minute: $0) }
        }
        return """
            \(keepsSchedule ? "" : Self.left)
            \(timetable.warning.map { "<p class=\"notice warn\">\($0)</p>" as HTML })
            <section class="card"><div class="row between"><h2>Today</h2><span class="soft">in UTC, now \(Figures.time(now))</span></div>
            <div class="scroll plain" tabindex="0" role="region" aria-label="Today's timeline">\(DayTimeline(start: midnight, now: now, slots: slots, runs: today).html)</div></section>
            \(steps)
            \(form)
            """
    }

    private static let left: HTML = """
        <p class="notice">This server leaves the schedule alone, so nothing below begins by itself: runs begin with \
        <a href="/">Synchronize</a>. <code>crosswalk serve</code> keeps the schedule.</p>
        """

    private var steps: HTML {
        let upcoming = timetable.upcoming(after: now)
        let rows = Timetable.Step.allCases.map { step -> HTML in
            let last = runs.first { run in
                (run.status == .done || run.status == .doneWithFailures)
                    && step.stages.allSatisfy { $0.isOfCommunity || run.stages.contains($0) }
            }
            let next = upcoming.first { $0.step == step }
            let lastCell: HTML =
                last.map {
                    "\(Figures.time($0.endedAt ?? $0.startedAt)) <span class=\"soft\">(\(Figures.distance(of: $0.endedAt ?? $0.startedAt, from: now)))</span> <a href=\"/runs/\($0.number.value)\">run \($0.number.value)</a>"
                } ?? "never"
            let nextCell: HTML =
                next.map {
                    "\(Figures.time($0.time)) <span class=\"soft\">(\(Figures.distance(of: $0.time, from: now)))</span>"
                } ?? "not scheduled"
            return """
                <tr><th scope="row">\(step.stages.map { Words.stage($0) }.joined(separator: ", then "))</th>
                <td data-label="Every day at">\(timetable.minutes(of: step).map(Timetable.clock).joined(separator: ", "))</td>\
                <td data-label="Last done">\(lastCell)</td><td data-label="Next">\(nextCell)</td></tr>
                """
        }
        return Parts.table(
            "Steps of the schedule",
            head: ["Step", "Every day at", "Last done", "Next"].map { Parts.heading($0) }, rows: rows, class: "stacked")
    }

    private var form: HTML {
        guard mayEdit else { return "" }
        let fields = Timetable.Step.allCases.map { step -> HTML in
            let value =
                draft?[step.rawValue] ?? timetable.minutes(of: step).map(Timetable.clock).joined(separator: ", ")
            return
                "<div>\(Parts.input(step.rawValue, label: step.stages.map { Words.stage($0) }.joined(separator: ", "), value: value))</div>"
        }
        return """
            <section class="card"><h2>Change the schedule</h2>\(Parts.list(mistakes))
            <form method="post" action="/timeline">\(token)<p class="soft">Times of day in UTC, several separated by commas; nothing means never. A slot that \
            was missed runs once at the next start.</p>
            <div class="filters">\(fields)<button>Apply</button></div></form></section>
            """
    }
}
