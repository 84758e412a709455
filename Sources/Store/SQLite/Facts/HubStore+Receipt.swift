package import Domain
import GRDB

extension HubStore {
    package func receipt(
        for kpi: KPI, account: String, feature: String?, asOf day: Day, zone: WorkspaceZone
    ) async throws -> KPIReceipt {
        try await fold(zone: zone)
        return try await read { database in
            guard
                let key = try Int64.fetchOne(
                    database, sql: "SELECT key FROM fact_account WHERE id = ?", arguments: [account])
            else { throw PlainError("No facts name the account \(account), so there is nothing to explain.") }
            let writer = try ReceiptWriter(database, account: key, feature: feature, asOf: day, zone: zone)
            var receipt = KPIReceipt(kpi: kpi, account: account, feature: feature, asOf: day, zone: zone.name)
            receipt.current = try writer.part(of: kpi, in: kpi.window?.days(asOf: day))
            if kpi.aspect != .current {
                receipt.previous = try writer.part(of: kpi, in: kpi.window?.previousDays(asOf: day))
            }
            receipt.value = Self.value(of: kpi, receipt.current.value, receipt.previous?.value)
            return receipt
        }
    }

    private static func value(of kpi: KPI, _ current: Double?, _ previous: Double?) -> Double? {
        switch kpi.aspect {
        case .current: current
        case .previous: previous
        case .change where kpi.measure == .npsScore: Change.points(from: previous, to: current)
        case .percentChange: Change.percent(from: previous, to: current)
        case .change: Change.percent(from: Int(previous ?? 0), to: Int(current ?? 0))
        }
    }
}
