import Synchronization

/// Decides which request or record meets which fault; the same seed and order give the same faults.
final class FaultDice: Sendable {
    private struct State {
        var generator: SplitMix64
        var counts: [HostileSpec.Fault: Int] = [:]
    }

    private let spec: HostileSpec
    private let state: Mutex<State>

    init(_ spec: HostileSpec) {
        self.spec = spec
        state = Mutex(State(generator: SplitMix64(state: spec.seed)))
    }

    /// Whether this fault can happen at all.
    func isPossible(_ fault: HostileSpec.Fault) -> Bool { spec.frequencies[fault] != nil }

    /// Whether the next request or record meets this fault.
    func strikes(_ fault: HostileSpec.Fault) -> Bool {
        guard let frequency = spec.frequencies[fault] else { return false }
        return state.withLock { state in
            switch frequency {
            case .share(let share):
                return Double.random(in: 0..<1, using: &state.generator) < share
            case .everyNth(let n):
                state.counts[fault, default: 0] += 1
                return state.counts[fault, default: 0].isMultiple(of: n)
            }
        }
    }

    /// A choice that belongs to a fault: how slow, where to cut.
    func draw(_ range: ClosedRange<Int>) -> Int {
        state.withLock { Int.random(in: range, using: &$0.generator) }
    }
}

/// A small seeded generator (Steele, Lea and Flood's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
