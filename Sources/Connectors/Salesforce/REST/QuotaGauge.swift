import Domain
import NIOHTTP1
import Synchronization

/// The org's daily requests as the last answer told them, and the share that is left to others.
final class QuotaGauge: Sendable {
    private let reserve: Double
    private let latest = Mutex<SalesforceQuota?>(nil)

    init(reserve: Double) {
        self.reserve = reserve
    }

    var quota: SalesforceQuota? { latest.withLock { $0 } }

    var isReserveReached: Bool {
        guard let quota, quota.limit > 0 else { return false }
        return quota.usedShare >= 1 - reserve
    }

    func note(_ quota: SalesforceQuota) {
        latest.withLock { $0 = quota }
    }

    /// Reads `Sforce-Limit-Info: api-usage=18/5000; per-app-api-usage=…` (S§12).
    func note(_ headers: HTTPHeaders) {
        guard let header = headers.first(name: "Sforce-Limit-Info"),
            let usage = header.split(whereSeparator: { $0 == ";" || $0 == " " || $0 == "," })
                .first(where: { $0.hasPrefix("api-usage=") })
        else { return }
        let numbers = usage.dropFirst("api-usage=".count).split(separator: "/").compactMap { Int($0) }
        if numbers.count == 2 { note(SalesforceQuota(used: numbers[0], limit: numbers[1])) }
    }
}
