package import Domain

/// What an association would change, without changing it: the what-if of the community.
package struct AssociationPreview: Sendable {
    let store: any AssociationStore

    package init(store: any AssociationStore) {
        self.store = store
    }

    package struct Result: Sendable {
        package var members = 0
        package var linkedBefore = 0
        package var linkedAfter = 0
        package var differences: [LinkDifference] = []
        /// Assignments of the candidate list that name no account.
        package var unknownAccounts = 0
    }

    /// - Parameters:
    ///   - rules: instead of the configured ones.
    ///   - domains: assignments as if they had been made: domain and account.
    package func run(
        _ configuration: HubConfiguration, rules: [CommunitySettings.Rule]? = nil,
        domains: [(domain: String, account: String)] = []
    ) async throws -> Result {
        let rules = rules ?? configuration.community.match
        var reach = try await store.gatherIdentity(IdentitySettings(configuration))
        reach.members = nil
        var input = try await store.associationScene(reach, rules: rules)
        var result = Result()
        result.unknownAccounts = input.assign(domains)
        let associator = input.associator(rules: rules, providers: MailProviders(changes: configuration.freeMail))
        let decisions = await associator.decideSideBySide(input.members)
        result.members = input.members.count
        for start in stride(from: 0, to: input.members.count, by: 20_000) {
            let part = start..<min(start + 20_000, input.members.count)
            let links = AssociateStage.links(associator, input.members, part, decisions)
            result.linkedAfter += links.count { $0.account != nil }
            result.differences += try await store.differences(from: links)
        }
        let gained = result.differences.count { $0.before == nil && $0.after != nil }
        let lost = result.differences.count { $0.before != nil && $0.after == nil }
        result.linkedBefore = result.linkedAfter - gained + lost
        return result
    }
}

extension AssociationInput {
    /// Adds assignments of domains; returns how many name no account.
    mutating func assign(_ domains: [(domain: String, account: String)]) -> Int {
        guard !domains.isEmpty else { return 0 }
        var rows: [String: UInt32] = [:]
        for row in 0..<accounts.ids.count { rows[accounts.ids[row]] = UInt32(row) }
        let normaliser = KeyNormaliser.website(.host)
        var unknown = 0
        for (domain, account) in domains {
            guard let row = rows[account], var key = normaliser.key(of: domain) else {
                unknown += 1
                continue
            }
            key.withUTF8 { self.domains.domains.append($0) }
            self.domains.accounts.append(row)
        }
        return unknown
    }
}
