import Connectors
import Domain
import Store
import SyncEngine

/// The community's part of the demo: what accepting the clear suggestions for its open domains gains.
struct DemoCommunity {
    let composition: Composition

    struct Result {
        let before: CoverageText
        let after: CoverageText
        /// Domains that were assigned, each with its account's name.
        let accepted: [(domain: UnresolvedDomain, account: String)]
        /// The domain with the most members that nobody could assign at once.
        let open: UnresolvedDomain?
    }

    /// Assigns what a person would accept at once, and associates again.
    func acceptSuggestions() async throws -> Result {
        let before = try await composition.coverageText()
        var accepted: [(domain: UnresolvedDomain, account: String)] = []
        for domain in try await unresolved() {
            guard let clear = domain.clear else { continue }
            try await composition.store.assign(
                domain: domain.domain, to: clear.account, providers: composition.mailProviders)
            accepted.append((domain, clear.name))
        }
        guard !accepted.isEmpty else {
            return Result(before: before, after: before, accepted: [], open: try await unresolved().first)
        }
        _ = try await composition.synchronize(
            RunRequest(stages: [.associate], trigger: .commandLine), progress: ProgressLine(isShown: false))
        return Result(
            before: before, after: try await composition.coverageText(), accepted: accepted,
            open: try await unresolved().first)
    }

    private func unresolved() async throws -> [UnresolvedDomain] {
        try await composition.store.unresolvedDomains(
            limit: .max, providers: composition.mailProviders, now: try await composition.lookingBack()
        ).domains
    }
}
