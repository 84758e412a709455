import Cryptography
import Domain
import HTTPTypes

extension Hub {
    /// Tells a configuration from every other, so that whoever changes one can say which.
    package static func tag(ofConfiguration text: String) -> String {
        SecretToken.base64URL(Array(SHA256.digest(of: Array(text.utf8)).prefix(12)))
    }

    /// Puts a text in force, keeps it in the history, and notes who did it.
    ///
    /// - Parameter tag: of the configuration that was changed into this one; nothing where it is to replace any.
    /// - Returns: what it changed, a line for each.
    /// - Throws: what would be lost, unless that is accepted; where another configuration than the tag's is in force.
    package func applyConfiguration(
        _ text: String, replacing tag: String? = nil, acceptingLosses: Bool = false, by visitor: Visitor
    ) async throws -> [String] {
        if let tag, tag != Self.tag(ofConfiguration: try workspace.configurationText()) {
            throw Problem(
                .preconditionFailed, "configuration_changed",
                "Somebody else has changed the configuration in the meantime, so nothing was put in force. Read it again, "
                    + "and make your changes there.")
        }
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
