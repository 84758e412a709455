/// Which column each key of an object feeds.
///
/// Sources write the keys of every object in one order, so the key that stood at a place last time is tried first.
struct JSONColumns {
    enum Target {
        case column(Int)
        /// An object whose own keys feed columns: the place of its node.
        case object(Int)
        case none
    }

    private struct Node {
        var targets: [[UInt8]: Target] = [:]
        var lastSeen: [(key: [UInt8], target: Target)] = []
    }

    /// Keys of the outermost object that feed nothing, in the order of their first appearance; the first thousand.
    private(set) var unknownNames: [String] = []

    private var nodes = [Node()]
    private let ignoresCase: Bool
    private static let rememberedNames = 1000

    /// With `splitsPaths`, the column `Account.Name` is fed by `{"Account": {"Name": …}}`.
    init(_ names: [String], ignoresCase: Bool, splitsPaths: Bool) {
        self.ignoresCase = ignoresCase
        for (column, name) in names.enumerated() {
            var node = 0
            var path = splitsPaths ? name.split(separator: ".").map { Array($0.utf8) } : [Array(name.utf8)]
            guard let last = path.popLast() else { continue }
            for step in path { node = childNode(of: node, at: folded(step)) }
            nodes[node].targets[folded(last)] = .column(column)
        }
    }

    /// What the key at this place (counted from 0) of an object of this node feeds.
    mutating func target(of key: UnsafeRawBufferPointer, at place: Int, in node: Int) -> Target {
        if place < nodes[node].lastSeen.count, areEqual(key, nodes[node].lastSeen[place].key) {
            return nodes[node].lastSeen[place].target
        }
        let bytes = Array(key)
        let target = nodes[node].targets[folded(bytes)] ?? newUnknown(bytes, in: node)
        if place < nodes[node].lastSeen.count {
            nodes[node].lastSeen[place] = (bytes, target)
        } else if place == nodes[node].lastSeen.count, place < Self.rememberedNames {
            nodes[node].lastSeen.append((bytes, target))
        }
        return target
    }

    private mutating func newUnknown(_ key: [UInt8], in node: Int) -> Target {
        guard node == 0, unknownNames.count < Self.rememberedNames else { return .none }
        nodes[node].targets[folded(key)] = Target.none
        unknownNames.append(String(decoding: key, as: UTF8.self))
        return .none
    }

    private mutating func childNode(of node: Int, at key: [UInt8]) -> Int {
        if case .object(let child)? = nodes[node].targets[key] { return child }
        nodes.append(Node())
        nodes[node].targets[key] = .object(nodes.count - 1)
        return nodes.count - 1
    }

    private func folded(_ key: [UInt8]) -> [UInt8] {
        ignoresCase ? key.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } : key
    }
}
