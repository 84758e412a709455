import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Three accounts worth a look: the most active, the one that gained most, the one that lost most.
struct InterestingAccounts {
    let store: any FactStore & RecordNames
    let day: Day

    struct Row {
        let name: String
        let activeUsers: Double?
        let activeUsersBefore: Double?
        let change: Double?
        let nps: Double?
        let reason: String
    }

    func rows() async throws -> [Row] {
        let now = try await values("au_30d")
        let before = try await values("au_30d_prev")
        let change = try await values("au_30d_change")
        let nps = try await values("nps_score_90d")
        // An account with a handful of users doubles or halves too easily to be interesting.
        let grown = now.keys.filter { (before[$0] ?? 0) + (now[$0] ?? 0) >= 8 }
        let picks: [(String?, String)] = [
            (now.keys.max { (now[$0] ?? 0, $1) < (now[$1] ?? 0, $0) }, "most active users"),
            (grown.max { (change[$0] ?? -101, $1) < (change[$1] ?? -101, $0) }, "grew most in 30 days"),
            (grown.min { (change[$0] ?? 1e9, $0) < (change[$1] ?? 1e9, $1) }, "lost most in 30 days"),
        ]
        var rows: [Row] = []
        var seen: Set<String> = []
        for case (let id?, let reason) in picks where seen.insert(id).inserted {
            let name = try await store.name(ofAccount: id) ?? id
            rows.append(
                Row(
                    name: "\(name) (\(id))", activeUsers: now[id], activeUsersBefore: before[id], change: change[id],
                    nps: nps[id], reason: reason))
        }
        return rows
    }

    private func values(_ name: String) async throws -> [String: Double] {
        guard let kpi = KPI.named(name) else { return [:] }
        let column = try await store.values(of: kpi, feature: nil, asOf: day, changedSince: nil)
        var values: [String: Double] = [:]
        for (id, value) in zip(column.accountIDs, column.values) {
            if let value { values[id] = value }
        }
        return values
    }
}
