import Domain

extension Hub {
    /// Puts a text in force, keeps it in the history, and notes who did it.
    ///
    /// - Returns: what it changed, a line for each.
    package func applyConfiguration(_ text: String, by visitor: Visitor) async throws -> [String] {
        if try await store.configurationVersions(limit: 1).isEmpty {
            try await store.keepConfiguration(
                try workspace.configurationText(), who: "before the first change", at: clock())
        }
        try await HostGuard(allowsPrivateHosts: settings.allowsPrivateHosts).check(
            try workspace.read(text), replacing: try configuration())
        let lines = try await workspace.apply(text)
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
