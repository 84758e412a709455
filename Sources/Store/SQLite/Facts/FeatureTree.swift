import Domain
import GRDB

/// Features with the modules that count them (D§10).
struct FeatureTree: Sendable {
    /// For each feature's key the modules above it, nearest first.
    private var modules: [[UInt32]] = []
    private(set) var highestKey: UInt32 = 0
    /// No feature has a module, as is common.
    private(set) var isFlat = true

    init(_ database: Database) throws {
        var keys: [String: UInt32] = [:]
        var parents: [UInt32: String] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT key, id, parent_id FROM feature") {
            let key: UInt32 = row["key"]
            keys[row["id"]] = key
            parents[key] = row["parent_id"]
            highestKey = max(highestKey, key)
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
}
