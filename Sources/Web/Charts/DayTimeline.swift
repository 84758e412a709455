import Domain
import SyncEngine

/// One day from midnight to midnight, with slots as marks, runs as bars and the present as a line.
struct DayTimeline: Sendable {
    let start: Instant
    let now: Instant
    let slots: [(step: Timetable.Step, minute: Int)]
    let runs: [RunSummary]

    private static let left = 60.0
    private static let width = 720.0

    var html: HTML {
        let rows = Timetable.Step.allCases.enumerated().map { index, step -> HTML in
            let y = 24 + index * 30
            let marks = slots.filter { $0.step == step }.map { mark($0.minute, y, step) }
            let bars = runs.filter { run in run.stages.contains { step.stages.contains($0) } }.map { bar($0, y) }
            return """
                <text x="0" y="\(y + 5)">\(step.rawValue)</text><line class="axis" x1="60" y1="\(y)" x2="720" y2="\(y)"/>\(bars)\(marks)
                """
        }
        let hours = stride(from: 0, through: 24, by: 4).map { hour -> HTML in
            "<text x=\"\(ShareBar.number(x(minute: hour * 60)))\" y=\"122\" text-anchor=\"middle\">\(Timetable.clock(hour * 60))</text>"
        }
        let present = x(milliseconds: now.milliseconds - start.milliseconds)
        return """
            <svg class="chart" viewBox="-4 0 750 128" role="img" aria-label="Today's schedule and runs, in UTC; the table below says the same">
            \(rows)\(hours)<line class="now" x1="\(ShareBar.number(present))" y1="6" x2="\(ShareBar.number(present))" y2="106"/></svg>
            """
    }

    private func mark(_ minute: Int, _ y: Int, _ step: Timetable.Step) -> HTML {
        "<circle class=\"slot\" cx=\"\(ShareBar.number(x(minute: minute)))\" cy=\"\(y)\" r=\"6\"><title>\(step.rawValue) at \(Timetable.clock(minute))</title></circle>"
    }

    private func bar(_ run: RunSummary, _ y: Int) -> HTML {
        let from = x(milliseconds: run.startedAt.milliseconds - start.milliseconds)
        let until = x(milliseconds: (run.endedAt ?? now).milliseconds - start.milliseconds)
        let kind = run.status == .done || run.status == .running ? "ran" : "ran amiss"
        return
            "<rect class=\"\(kind)\" x=\"\(ShareBar.number(from))\" y=\"\(y - 4)\" width=\"\(ShareBar.number(max(until - from, 3)))\" height=\"8\" rx=\"3\"><title>Run \(run.number.value)</title></rect>"
    }

    private func x(minute: Int) -> Double { x(milliseconds: Int64(minute) * 60_000) }

    private func x(milliseconds: Int64) -> Double {
        Self.left + Double(min(max(milliseconds, 0), 86_400_000)) / 86_400_000 * (Self.width - Self.left)
    }
}
