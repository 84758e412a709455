import Domain
import HTTPTypes

extension Hub {
    /// Puts a text in force, keeps it in the history, and notes who did it.
    ///
    /// - Returns: what it changed, a line for each.
    /// - Throws: what would be lost, unless that is accepted.
    package func applyConfiguration(
        _ text: String, acceptingLosses: Bool = false, by visitor: Visitor
    ) async throws -> [String] {
        let losses = try await workspace.compare(text).losses
        guard losses.isEmpty || acceptingLosses else {
            throw Problem(
                .conflict, "values_would_be_lost",
                (losses.map(\.sentence) + ["Nothing was changed. Send it with accept_losses=true to lose them."])
                    .joined(separator: "\n"))
        }
        if try await store.configurationVersions(limit: 1).isEmpty {
            try await store.keepConfiguration(
                try workspace.configurationText(), who: "before the first change", at: clock())
        }
        try await HostGuard(allowsPrivateHosts: settings.allowsPrivateHosts).check(
            try workspace.read(text), replacing: try configuration())
        let lines = try await workspace.apply(text) + losses.map(\.outcome)
        guard !lines.isEmpty else { return lines }
        memory.forgetSalesforce()
        try await store.keepConfiguration(text, who: visitor.name, at: clock())
        try await store.audit(
            AuditEntry(
                at: clock(), who: visitor.name, action: "configuration.apply", subject: "crosswalk.yaml",
                detail: lines.joined(separator: "\n")))
        return lines
    }
}
