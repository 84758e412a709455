import Foundation

/// What was measured, as one line of JSON.
struct BenchResult: Encodable {
    let name: String
    let rows: Int
    let seconds: Double
    /// Of all cores, in the question alone.
    var cpuSeconds: Double?
    /// What was needed before the question could be asked, such as reading files.
    let loadSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case name = "case"
        case rows, seconds
        case cpuSeconds = "cpu_seconds"
        case loadSeconds = "load_seconds"
    }

    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

/// Seconds that all cores have spent on this process.
func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
