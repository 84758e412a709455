package import Domain
import GRDB

extension HubStore {
    package func exportCommunity(
        _ kind: CommunityKind, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        let member =
            switch kind {
            case .users: "c.id"
            case .content: "c.author_id"
            case .activity: "c.community_user_id"
            }
        let isPresent = kind == .users ? "WHERE NOT c.is_erased" : ""
        let order = CommunityTable.identity(kind).map { "c.\($0)" }.joined(separator: ", ")
        try await read { database in
            var columns = kind.columns.map {
                ExportColumn(name: $0.name, expression: "c." + quoted($0.name), type: $0.type)
            }
            columns.append(ExportColumn(name: "account_id", expression: "l.account_id", type: .text))
            try RowExport(
                columns: columns,
                source: """
                    FROM \(CommunityTable.name(kind)) c
                    LEFT JOIN community_user u ON u.tenant = c.tenant AND u.id = \(member)
                    LEFT JOIN community_link l ON l.member = u.key \(isPresent) ORDER BY \(order)
                    """
            ).run(in: database, to: sink)
        }
    }

    package func exportCommunityLinks(to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws {
        try await read { database in
            let columns = ["tenant", "id", "account_id", "rule", "decision", "candidates", "evidence"]
            try sink(.header(columns))
            let rows = try RawStatement(
                database,
                """
                SELECT u.tenant, u.id, l.account_id, l.rule, coalesce(l.decision, 'unmatched'),
                    coalesce(l.candidates, l.account_id), l.our_value, l.their_value, l.trail, l.rules,
                    CASE WHEN l.rule = 'manual' THEN (SELECT o.decided_by FROM community_override o
                        WHERE o.member = u.key LIMIT 1) END, l.source
                FROM community_user u LEFT JOIN community_link l ON l.member = u.key
                WHERE NOT u.is_erased ORDER BY u.tenant, u.id
                """)
            var batch = TextBatch(columnCount: columns.count)
            while try rows.step() {
                for column in 0..<6 { batch.append(rows.bytes(Int32(column))) }
                let rules = (rows.string(9) ?? "").split(separator: ",").map(String.init)
                LinkEvidence.append(
                    ourValue: rows.bytes(6), theirValue: rows.bytes(7),
                    trail: MatchTrail(bits: UInt64(bitPattern: rows.integer(8))), rules: rules,
                    author: rows.bytes(10), to: &batch.bytes)
                if let source = rows.string(11), batch.bytes.last == UInt8(ascii: "}") {
                    batch.bytes.removeLast()
                    batch.bytes += Array(",\"source\":\"\(source)\"}".utf8)
                }
                batch.endCell()
                guard batch.rowCount == 4096 else { continue }
                try sink(.rows(batch))
                batch.removeAll()
            }
            if !batch.isEmpty { try sink(.rows(batch)) }
        }
    }
}
