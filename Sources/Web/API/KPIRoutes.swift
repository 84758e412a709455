import Domain
import HTTPTypes
import Hummingbird
import SyncEngine

/// What was measured of accounts, and how each value came about.
struct KPIRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/kpis", .program(.read)) { _ in
                .json(.list((KPI.all + KPI.perFeature).map { JSON($0) }, next: nil))
            },
            HubRoute(.get, "/api/v1/features", .program(.read)) { _ in
                let features = try await hub.store.features()
                return .json(
                    .list(features.map { .object([("id", .string($0.id)), ("name", .string($0.name))]) }, next: nil))
            },
            HubRoute(.get, "/api/v1/accounts/{id}/kpis", .program(.read), answer: measurements),
            HubRoute(.get, "/api/v1/accounts/{id}/kpis/{kpi}", .program(.read), answer: receipt),
        ]
    }

    private func measurements(_ context: WebContext) async throws -> Response {
        let found = try await hub.store.measurements(
            ofAccount: try await account(context), limit: try context.limit())
        return .json(.list(found.map { JSON($0) }, next: nil))
    }

    private func receipt(_ context: WebContext) async throws -> Response {
        let account = try await account(context)
        guard let kpi = KPI.named(try context.parameter("kpi")) else { throw Problem.notFound("KPI of that name") }
        let feature = context.query.text("feature")
        guard kpi.isPerFeature == (feature != nil) else {
            throw Problem.invalid(
                kpi.isPerFeature ? "This KPI is one of a feature: name it by feature." : "This KPI is of no feature.")
        }
        let zoneName = try hub.configuration().workspace.timeZone
        guard let day = try await hub.store.measuredDay(try context.day("as_of")),
            let zone = WorkspaceZone(named: zoneName)
        else { throw Problem.notFound("measurement of that day") }
        return .json(
            JSON(
                try await hub.store.receipt(for: kpi, account: account, feature: feature, asOf: day, zone: zone)))
    }

    private func account(_ context: WebContext) async throws -> String {
        let id = try context.parameter("id")
        guard try await hub.store.profile(of: .account, id: id) != nil else {
            throw Problem.notFound("account of that id")
        }
        return id
    }
}

extension JSON {
    fileprivate init(_ kpi: KPI) {
        self = .object([
            ("name", .string(kpi.name)), ("unit", .string(kpi.unit.rawValue)), ("formula", .string(kpi.formula)),
            ("is_per_feature", .boolean(kpi.isPerFeature)),
            ("also_called", .array(kpi.labels.map { .string($0) })),
        ])
    }

    fileprivate static func number(_ value: Double?) -> JSON {
        value.map { .double($0) } ?? .null
    }

    private static func values(_ values: [String: Double]) -> JSON {
        .object(values.sorted { $0.key < $1.key }.map { (key: $0.key, value: .double($0.value)) })
    }

    fileprivate init(_ measurement: KPIMeasurement) {
        self = .object([
            ("as_of", .string(measurement.asOf.text)), ("measured_at", .instant(measurement.measuredAt)),
            ("values", Self.values(measurement.values)),
            (
                "features",
                .array(
                    measurement.features.map {
                        .object([("id", .string($0.id)), ("values", Self.values($0.values))])
                    })
            ),
        ])
    }

    fileprivate init(_ receipt: KPIReceipt) {
        self = .object([
            ("kpi", .string(receipt.kpi.name)), ("formula", .string(receipt.kpi.formula)),
            ("unit", .string(receipt.kpi.unit.rawValue)), ("account", .string(receipt.account)),
            ("feature", .string(receipt.feature)), ("as_of", .string(receipt.asOf.text)),
            ("time_zone", .string(receipt.zone)), ("value", .number(receipt.value)),
            ("current", JSON(receipt.current)), ("previous", receipt.previous.map { JSON($0) } ?? .null),
        ])
    }

    /// So many contributors are listed; `truncated` says that there are more.
    private static let listed = 1000

    private init(_ part: KPIReceipt.Part) {
        let users = part.users.prefix(Self.listed).map { user in
            JSON.object([("id", .string(user.id)), ("days", .array(user.days.map { .string($0.text) }))])
        }
        let responses = part.responses.prefix(Self.listed).map { response in
            JSON.object([
                ("id", .string(response.id)), ("user", .string(response.user)), ("at", .instant(response.at)),
                ("score", .integer(Int64(response.score))),
            ])
        }
        let engagements = part.engagements.prefix(Self.listed).map { engagement in
            JSON.object([
                ("id", .string(engagement.id)), ("state", .string(engagement.state)),
                ("viewers", .array(engagement.viewers.prefix(Self.listed).map { .string($0) })),
            ])
        }
        let most = max(part.users.count, part.responses.count, part.engagements.count)
        self = .object([
            ("from", .string(part.days?.lowerBound.text)),
            ("to", .string(part.days.map { $0.upperBound.advanced(by: -1).text })),
            ("value", .number(part.value)), ("users", .array(users)), ("responses", .array(responses)),
            ("engagements", .array(engagements)), ("truncated", .boolean(most > Self.listed)),
        ])
    }
}
