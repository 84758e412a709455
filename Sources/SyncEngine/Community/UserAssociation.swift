package import Domain

/// Gives product users without an account the one that the ways of the community find for them (D§17).
package struct UserAssociation: Sendable {
    let store: any AssociationStore & UserAssociationStore

    package init(store: any AssociationStore & UserAssociationStore) {
        self.store = store
    }

    /// What would be given: user, account and way.
    package func preview(_ configuration: HubConfiguration) async throws -> [UserPlacement] {
        var reach = try await store.gatherIdentity(IdentitySettings(configuration))
        reach.members = nil
        let rules = configuration.community.match
        let input = try await store.associationScene(reach, rules: rules)
        let associator = input.associator(rules: rules, providers: MailProviders(changes: configuration.freeMail))
        let users = try await store.usersWithoutAccount()
        let decisions = associator.decide(AssociationMembers(emails: users.emails))
        return (0..<users.ids.count).compactMap { row in
            let decision = decisions[row]
            guard decision.verdict == .linked, decision.rule >= 0 else { return nil }
            return UserPlacement(
                user: users.ids[row], account: associator.book.accounts.ids[Int(decision.account)],
                rule: rules[Int(decision.rule)].rawValue)
        }
    }

    func run(_ context: RunContext) async throws -> StageReport {
        let found = try await preview(context.configuration)
        try await store.place(found, in: context.run, at: context.startedAt)
        var report = StageReport(stage: .associate, entity: .user)
        for (rule, some) in Dictionary(grouping: found, by: \.rule).sorted(by: { $0.key < $1.key }) {
            report["by \(rule)"] = some.count
        }
        report["given an account"] = found.count
        return report
    }
}
