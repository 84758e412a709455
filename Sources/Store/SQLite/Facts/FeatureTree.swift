import Domain
import GRDB

/// Features with the modules that count them (D§10).
struct FeatureTree: Sendable {
    /// For each feature's key the modules above it, nearest first.
    private var modules: [[UInt32]] = []
    private(set) var highestKey: UInt32 = 0
    /// For each feature's key its place in the order of the ids.
    private(set) var ranks: [UInt32] = []
    /// For each feature's key its id as the name of a JSON member: `"report_export":[`.
    private(set) var members: [[UInt8]] = []
    /// No feature has a module, as is common.
    private(set) var isFlat = true

    init(_ database: Database) throws {
        var keys: [String: UInt32] = [:]
        var parents: [UInt32: String] = [:]
        let rows = try Row.fetchAll(database, sql: "SELECT key, id, parent_id FROM feature ORDER BY id")
        highestKey = rows.map { $0["key"] }.max() ?? 0
        ranks = Array(repeating: 0, count: Int(highestKey) + 1)
        members = Array(repeating: [], count: Int(highestKey) + 1)
        for (rank, row) in rows.enumerated() {
            let key: UInt32 = row["key"]
            keys[row["id"]] = key
            ranks[Int(key)] = UInt32(rank)
            members[Int(key)] = Self.member(named: row["id"])
            parents[key] = row["parent_id"]
        }
        modules = Array(repeating: [], count: Int(highestKey) + 1)
        for key in keys.values {
            var above = key
            while let id = parents[above], let parent = keys[id], parent != key, !modules[Int(key)].contains(parent) {
                modules[Int(key)].append(parent)
                above = parent
                isFlat = false
            }
        }
    }

    @inline(__always) func modules(above feature: UInt32) -> [UInt32] {
        modules[Int(feature)]
    }

    /// Whether a use of `feature` counts for `other`.
    func counts(_ feature: UInt32, for other: UInt32) -> Bool {
        feature == other || Int(feature) < modules.count && modules[Int(feature)].contains(other)
    }

    private static func member(named id: String) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in id.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        return bytes + "\":[".utf8
    }
}
