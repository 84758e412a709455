import Domain

/// The statements that find what a push must write, one for each destination field.
///
/// Everything is decided by comparing columns: ours (attribute or KPI, rounded as the field wants it), the last
/// acknowledged value, and the mirror's.
struct PushSQL {
    let plan: PushPlan
    let mirrorTable: String
    /// Only the records in the temporary table `push_candidate`; off, every linked record.
    let onlyCandidates: Bool

    /// Rows of (id, our_id, desired, present) for one destination, of records that may be written at all.
    func cells(_ destination: PushPlan.Destination) -> String {
        """
        SELECT l.salesforce_id AS id, r.id AS our_id,
            \(desired(destination)) AS desired, m.\(quoted(destination.field.name.lowercased())) AS present
        FROM link l
        JOIN \(plan.entity.rawValue) r ON r.key = l.record
        JOIN \(quoted(mirrorTable)) m ON m.id = l.salesforce_id AND m.is_deleted = 0
        \(joins(destination))
        WHERE l.entity = '\(plan.entity.rawValue)' AND l.salesforce_id IS NOT NULL
            \(onlyCandidates ? "AND l.record IN (SELECT record FROM temp.push_candidate)" : "")
            AND (l.salesforce_id NOT IN (SELECT salesforce_id FROM push_collision WHERE entity = l.entity)
                OR EXISTS (SELECT 1 FROM collision_winner w
                    WHERE w.entity = l.entity AND w.salesforce_id = l.salesforce_id AND w.record = l.record))
        """
    }

    /// Values to write: they differ from the acknowledged one and from what Salesforce is known to hold.
    func changes(_ destination: PushPlan.Destination) -> String {
        """
        SELECT t.id, t.our_id, t.desired, t.present, h.id IS NOT NULL AS is_held
        FROM (\(cells(destination))) t
        LEFT JOIN pushed p ON p.object = :object AND p.id = t.id AND p.field = :field
        LEFT JOIN push_hold h ON h.object = :object AND h.id = t.id AND h.field = :field
        WHERE t.desired IS NOT t.present AND (p.id IS NULL OR t.desired IS NOT p.value)
        """
    }

    /// Values that Salesforce already holds without our having written them: they count as acknowledged.
    func baselines(_ destination: PushPlan.Destination) -> String {
        """
        SELECT t.id, t.our_id, t.desired
        FROM (\(cells(destination))) t
        LEFT JOIN pushed p ON p.object = :object AND p.id = t.id AND p.field = :field
        WHERE t.desired IS t.present AND t.desired IS NOT NULL AND (p.id IS NULL OR t.desired IS NOT p.value)
        """
    }

    private func desired(_ destination: PushPlan.Destination) -> String {
        let field = destination.field
        let source: String
        var decimals = field.scale
        switch destination.mapping.source {
        case .attribute(let name):
            let isStandard = StandardAttribute.type(of: name, entity: plan.entity) != nil
            source = "r." + quoted(isStandard ? name : "a_" + name)
        case .kpi(let name, nil):
            source = "k." + quoted(name)
            decimals = min(2, decimals)
        case .kpi(let name, _):
            // An account that does not list the feature has no user of it, neither now nor before.
            source = KPI.named(name).map(FeatureCounts.expression) ?? "NULL"
            decimals = min(2, decimals)
        }
        switch field.type {
        case .double, .percent, .currency: return "round(\(source), \(decimals))"
        case .int: return destination.mapping.rounds ? "CAST(round(\(source)) AS INTEGER)" : source
        // A day is the UTC day of the instant, also before 1970.
        case .date: return "(\(source) - ((\(source) % 86400000) + 86400000) % 86400000)"
        case .time: return "(((\(source) % 86400000) + 86400000) % 86400000)"
        case .boolean, .datetime: return source
        default:
            guard destination.mapping.truncates, field.length > 0 else { return "nullif(\(source), '')" }
            return "nullif(substr(\(source), 1, \(field.length)), '')"
        }
    }

    /// KPI rows are found by their packed keys: see migration 003.
    private func joins(_ destination: PushPlan.Destination) -> String {
        switch destination.mapping.source {
        case .attribute: ""
        case .kpi(_, nil):
            """
            JOIN fact_account n ON n.id = r.id
            JOIN kpi k ON k.key = (:as_of << 32) | n.key
            """
        case .kpi:
            """
            JOIN fact_account n ON n.id = r.id
            JOIN kpi k ON k.key = (:as_of << 32) | n.key
            LEFT JOIN json_each(k.features) f ON f.key = :feature
            """
        }
    }
}
