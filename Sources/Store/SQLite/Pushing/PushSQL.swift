import Domain
import GRDB

/// The statements that find what a push must write.
///
/// Everything is decided by comparing columns: ours (attribute or KPI, rounded as the field wants it), the last
/// acknowledged value, and the mirror's. One join brings the first and the last of all destinations into the temporary
/// table `push_row`, a span of records at a time; the destinations are then decided from there, one by one.
struct PushSQL {
    let plan: PushPlan
    let mirrorTable: String
    /// Only the records in the temporary table `push_candidate`; off, every linked record.
    let onlyCandidates: Bool

    var createRows: String {
        let values = plan.destinations.indices.map { "\(desired($0)), \(present($0))" }
        return """
            DROP TABLE IF EXISTS temp.push_row;
            CREATE TEMP TABLE push_row (id, our_id, is_measured, \(values.joined(separator: ", ")))
            """
    }

    /// Rows of records that may be written at all, ordered as the tables that they go to.
    ///
    /// Parameters: `after` this record, up to the `last`, and those of the plan.
    var findRows: String {
        let values = plan.destinations.indices.map { index in
            let destination = plan.destinations[index]
            return "\(value(of: destination, index)), m.\(quoted(destination.field.name.lowercased()))"
        }
        let entity = plan.entity.rawValue
        return """
            INSERT INTO temp.push_row
            SELECT l.salesforce_id, r.id, \(plan.asOf == nil ? "0" : "k.key IS NOT NULL"), \(values.joined(separator: ", "))
            FROM \(onlyCandidates ? "temp.push_candidate c CROSS JOIN link l ON l.record = c.record" : "link l")
            CROSS JOIN \(entity) r ON r.key = l.record
            CROSS JOIN \(quoted(mirrorTable)) m ON m.id = l.salesforce_id AND m.is_deleted = 0
            \(joins)
            WHERE l.entity = '\(entity)' AND l.salesforce_id IS NOT NULL AND l.record > :after AND l.record <= :last
                AND (l.salesforce_id NOT IN (SELECT salesforce_id FROM push_collision WHERE entity = '\(entity)')
                    OR EXISTS (SELECT 1 FROM collision_winner w
                        WHERE w.entity = l.entity AND w.salesforce_id = l.salesforce_id AND w.record = l.record))
            ORDER BY l.salesforce_id
            """
    }

    /// Values to write: they differ from the acknowledged one and from what Salesforce is known to hold.
    func changes(_ index: Int) -> String {
        """
        SELECT t.id, t.our_id, t.\(desired(index)) AS desired, t.\(present(index)) AS present, h.id IS NOT NULL AS is_held
        FROM temp.push_row t
        LEFT JOIN pushed p ON p.object = :object AND p.id = t.id AND p.field = :field
        LEFT JOIN push_hold h ON h.object = :object AND h.id = t.id AND h.field = :field
        WHERE \(hasSource(index)) AND t.\(desired(index)) IS NOT t.\(present(index))
            AND (p.id IS NULL OR t.\(desired(index)) IS NOT p.value)
        """
    }

    /// Values that Salesforce already holds without our having written them: they count as acknowledged.
    func baselines(_ index: Int) -> String {
        """
        SELECT t.id, t.our_id, t.\(desired(index)) AS desired
        FROM temp.push_row t
        LEFT JOIN pushed p ON p.object = :object AND p.id = t.id AND p.field = :field
        WHERE \(hasSource(index)) AND t.\(desired(index)) IS t.\(present(index)) AND t.\(desired(index)) IS NOT NULL
            AND (p.id IS NULL OR t.\(desired(index)) IS NOT p.value)
        """
    }

    private func desired(_ index: Int) -> String { "d\(index)" }
    private func present(_ index: Int) -> String { "p\(index)" }

    private func value(of destination: PushPlan.Destination, _ index: Int) -> String {
        let field = destination.field
        let source: String
        var decimals = max(0, field.scale)
        switch destination.mapping.source {
        case .attribute(let name):
            let isStandard = StandardAttribute.type(of: name, entity: plan.entity) != nil
            source = "r." + quoted(isStandard ? name : "a_" + name)
        case .kpi(let name, nil):
            source = "k." + quoted(name)
            decimals = min(2, decimals)
        case .kpi(let name, _):
            // An account that does not list the feature has no user of it, neither now nor before.
            let counts = KPI.named(name).map(FeatureCounts.expression) ?? "NULL"
            source = "(SELECT \(counts) FROM (SELECT 1) LEFT JOIN json_each(k.features) f ON f.key = :feature\(index))"
            decimals = min(2, decimals)
        }
        switch field.type {
        // An int is made of a fraction only where the mapping says so; elsewhere the field's scale decides.
        case .int: return destination.mapping.rounds ? "CAST(round(\(source)) AS INTEGER)" : source
        case .double, .percent, .currency: return "round(\(source), \(decimals))"
        // A checkbox is never empty: to clear it is to uncheck it.
        case .boolean: return "coalesce(\(source), 0)"
        // A day is the UTC day of the instant, also before 1970.
        case .date: return "(\(source) - ((\(source) % 86400000) + 86400000) % 86400000)"
        case .time: return "(((\(source) % 86400000) + 86400000) % 86400000)"
        case .datetime: return source
        default:
            // As Salesforce will keep it, so that it is known again: without the blanks around it, and none at all if empty.
            let text = "trim(\(source), char(32, 9, 10, 13))"
            guard destination.mapping.truncates, field.length > 0 else { return "nullif(\(text), '')" }
            return "nullif(\(DatabaseFunction.cutText.name)(\(text), \(field.length)), '')"
        }
    }

    /// KPI rows are found by their packed keys: see migration 003.
    private var joins: String {
        guard plan.asOf != nil else { return "" }
        return """
            LEFT JOIN fact_account n ON n.id = r.id
            LEFT JOIN kpi k ON k.key = (:as_of << 32) | n.key
            """
    }

    /// An account that has not been measured keeps what Salesforce holds.
    private func hasSource(_ index: Int) -> String {
        if case .attribute = plan.destinations[index].mapping.source { "1" } else { "t.is_measured" }
    }
}

extension PushPlan.Destination {
    /// The feature whose users are counted, where the value is one feature's.
    var feature: String? {
        if case .kpi(_, let feature) = mapping.source { feature } else { nil }
    }
}
