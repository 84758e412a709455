import Domain
import Foundation
import SyncEngine
import Synchronization

/// Shows how far a stage has come: one moving line on a terminal, nothing in a pipe.
final class ProgressLine: Sendable {
    private let state = Mutex(State())
    private let isShown: Bool

    private struct State {
        var last: ContinuousClock.Instant?
        var width = 0
    }

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func show(_ progress: StageProgress) {
        guard isShown else { return }
        var label = progress.stage.rawValue
        if let entity = progress.entity { label += " " + entity.plural }
        show(label: label, done: progress.done, total: progress.total)
    }

    func show(label: String, done: Int, total: Int?) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if let last = state.last, now - last < .milliseconds(80), done != total { return }
            state.last = now
            draw(Self.text(label: label, done: done, total: total), &state)
        }
    }

    /// Wipes the line, so that what is printed next starts at the margin.
    func clear() {
        guard isShown else { return }
        state.withLock { state in
            draw("", &state)
            FileHandle.standardError.write(Data("\r".utf8))
            state.last = nil
        }
    }

    private func draw(_ text: String, _ state: inout State) {
        let padding = String(repeating: " ", count: max(0, state.width - text.count))
        state.width = text.count
        FileHandle.standardError.write(Data(("\r" + text + padding).utf8))
    }

    private static func text(label: String, done: Int, total: Int?) -> String {
        let name = label.padding(toLength: 16, withPad: " ", startingAt: 0)
        guard let total, total > 0 else { return "  \(name) \(grouped(done))" }
        let share = min(1, Double(done) / Double(total))
        let width = 24
        let filled = Int(share * Double(width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "  \(name) \(bar) \(Int(share * 100)) %  \(grouped(done)) of \(grouped(total))"
    }
}
