package import Domain
import GRDB

extension HubStore {
    package func exportLinks(
        of entity: Entity, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        try await read { database in
            let columns = ["id", "salesforce_id", "rule", "decision", "candidates", "evidence"]
            try sink(.header(columns))
            let rules = try database.matchState(of: entity)?.rules ?? []
            let rows = try RawStatement(
                database,
                """
                SELECT r.id, l.salesforce_id, l.rule, coalesce(l.decision, 'unmatched'),
                    coalesce(l.candidates, l.salesforce_id), l.our_value,
                    CASE WHEN l.salesforce_id IS NOT NULL THEN coalesce(l.their_value, l.our_value) END, l.trail,
                    CASE WHEN l.decided_by <> 'rule' THEN l.decided_by END
                FROM \(entity.rawValue) r LEFT JOIN link l ON l.entity = '\(entity.rawValue)' AND l.record = r.key
                ORDER BY r.id
                """)
            var batch = TextBatch(columnCount: columns.count)
            while try rows.step() {
                for column in 0..<5 { batch.append(rows.bytes(Int32(column))) }
                LinkEvidence.append(
                    ourValue: rows.bytes(5), theirValue: rows.bytes(6),
                    trail: MatchTrail(bits: UInt64(bitPattern: rows.integer(7))), rules: rules, author: rows.bytes(8),
                    to: &batch.bytes)
                batch.endCell()
                guard batch.rowCount == 4096 else { continue }
                try sink(.rows(batch))
                batch.removeAll()
            }
            if !batch.isEmpty { try sink(.rows(batch)) }
        }
    }

    package func linkTargets(of entity: Entity) async throws -> LinkTargets {
        try await read { database in
            var targets = LinkTargets()
            let rows = try RawStatement(
                database,
                """
                SELECT record, salesforce_id, decision = 'ambiguous' FROM link WHERE entity = '\(entity.rawValue)'
                ORDER BY record
                """)
            while try rows.step() {
                targets.rows.append(rows.integer(0))
                targets.salesforceIDs.append(rows.bytes(1))
                targets.isAmbiguous.append(rows.integer(2) != 0)
            }
            return targets
        }
    }
}
