extension KPI {
    /// The columns of the export `kpis`.
    package static let exportColumns = ["account_id"] + all.map(\.name)

    /// The columns of the export `feature-kpis`, where the feature is a column and not a part of each name.
    package static let featureExportColumns =
        ["account_id", "feature"] + perFeature.map { String($0.name.dropFirst("feature_".count)) }
}
