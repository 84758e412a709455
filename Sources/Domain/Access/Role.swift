/// What a person may do on the pages; each role may do what the ones before it may.
package enum Role: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    /// Sees everything but secrets and other people's settings.
    case viewer
    /// Runs, links, maps and configures.
    case editor
    /// Also people, keys, connections and backups.
    case admin

    package static func < (left: Role, right: Role) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .editor: 1
        case .admin: 2
        }
    }
}

/// What a key may do; `ingest` keys only write product data, the others each may do what the ones before them may.
package enum KeyScope: String, Sendable, Hashable, CaseIterable, Codable {
    case ingest, read, write, admin

    package func covers(_ wanted: KeyScope) -> Bool {
        switch (self, wanted) {
        case (.ingest, .ingest), (.admin, .admin), (.admin, .write), (.admin, .read): true
        case (.write, .write), (.write, .read), (.read, .read): true
        default: false
        }
    }
}
