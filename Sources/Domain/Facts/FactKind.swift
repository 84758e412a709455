/// The kinds of facts that files bring in, with their columns (docs/files.md).
package enum FactKind: String, Sendable, Hashable, CaseIterable {
    case events
    case nps
    case engagements
    case engagementViews = "engagement-views"
    case features

    package var columns: [String] {
        switch self {
        case .events: ["event_id", "ts", "user_id", "account_id", "type", "feature"]
        case .nps: ["response_id", "ts", "user_id", "account_id", "score", "comment"]
        case .engagements: ["id", "name", "type", "state"]
        case .engagementViews: ["view_id", "ts", "engagement_id", "user_id", "account_id", "state"]
        case .features: ["id", "name", "type", "parent_id"]
        }
    }

    /// The columns without which a file cannot be read.
    package var requiredColumns: [String] {
        switch self {
        case .events: ["event_id", "ts", "type"]
        case .nps: ["response_id", "ts"]
        case .engagements, .features: ["id"]
        case .engagementViews: ["view_id", "ts", "engagement_id"]
        }
    }

    /// The values that a column may have, where they are fixed.
    package func allowedValues(of column: String) -> [String]? {
        switch (self, column) {
        case (.engagements, "state"): ["in_progress", "started", "paused", "failed", "editing", "completed"]
        case (.engagementViews, "state"): ["viewed", "clicked", "completed"]
        case (.features, "type"): ["feature", "module"]
        default: nil
        }
    }
}

/// Where a kind's columns stand in some batches; nothing for one that the file does not have.
package struct FactColumns: Sendable, Hashable {
    package let kind: FactKind
    /// In the order of `kind.columns`.
    package let positions: [Int?]

    /// - Throws: `PlainError` where a required column is missing.
    package init(_ kind: FactKind, header: [String]) throws {
        self.kind = kind
        positions = kind.columns.map { header.firstIndex(of: $0) }
        let missing = kind.requiredColumns.filter { !header.contains($0) }
        guard missing.isEmpty else { throw MissingColumns(names: missing, of: kind.rawValue, in: header).error }
    }
}
