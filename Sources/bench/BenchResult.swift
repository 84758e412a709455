import Foundation

/// What was measured, as one line of JSON.
struct BenchResult: Encodable {
    let name: String
    let rows: Int
    let seconds: Double
    /// What was needed before the question could be asked, such as reading files.
    let loadSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case name = "case"
        case rows, seconds
        case loadSeconds = "load_seconds"
    }

    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
