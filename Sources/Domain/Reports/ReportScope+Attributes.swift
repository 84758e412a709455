extension ReportScope {
    package static let revenueNames = [
        "arr", "annual_recurring_revenue", "mrr", "annual_revenue", "annualrevenue", "revenue",
    ]
    package static let healthNames = ["health", "health_score", "score", "current_score"]

    /// A scope with the account's attributes that hold revenue and health, by their usual names.
    package init(now: Instant, configuration: HubConfiguration) throws {
        self.init(now: now, zone: WorkspaceZone(named: configuration.workspace.timeZone) ?? .utc)
        revenueColumn = try Self.column(configuration, named: nil, usual: Self.revenueNames)
        healthColumn = try Self.column(configuration, named: nil, usual: Self.healthNames)
    }

    /// The column of the named attribute, or of the first of the usual names that is declared.
    package static func column(
        _ configuration: HubConfiguration, named: String?, usual: [String]
    ) throws -> String? {
        let attributes = configuration.attributes.filter { $0.entity == .account && $0.type == .number }
        if let named {
            guard let found = attributes.first(where: { $0.apiName.lowercased() == named.lowercased() }) else {
                throw PlainError(
                    "There is no number attribute \(named) of accounts. Declare it under attributes in crosswalk.yaml.")
            }
            return found.columnName
        }
        return usual.lazy.compactMap { name in attributes.first { $0.apiName.lowercased() == name } }.first?.columnName
    }
}
