package import Domain

/// Says why a member belongs to an account, or to none: decided anew by the rules in force, way by way.
package struct MemberExplainer: Sendable {
    let store: any AssociationStore & CommunityBrowser

    package init(store: any AssociationStore & CommunityBrowser) {
        self.store = store
    }

    /// Nothing where there is no such member.
    package func explain(_ key: MemberKey, configuration: HubConfiguration) async throws -> MemberExplanation? {
        guard let profile = try await store.member(key) else { return nil }
        let rules = configuration.community.match
        let input = try await store.associationScene(
            ofMember: profile.row, IdentitySettings(configuration))
        let associator = input.associator(rules: rules, providers: MailProviders(changes: configuration.freeMail))
        let links = AssociateStage.links(
            associator, input.members, 0..<input.members.count, associator.decide(input.members))
        return MemberExplanation(profile, rules: rules, link: links.first)
    }
}
