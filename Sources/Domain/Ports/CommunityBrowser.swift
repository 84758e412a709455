/// Tenants, members and what they did, as pages ask for them: a page at a time.
package protocol CommunityBrowser: Sendable {
    /// The tenants that were ever read or loaded, by name.
    func tenants() async throws -> [CommunityTenant]
    func tenantNames() async throws -> [String]
    func members(_ query: MemberQuery) async throws -> MemberPage
    /// One present member with all that is known of them; nothing where there is none.
    func member(_ key: MemberKey) async throws -> MemberProfile?
    /// What deciding about one member needs. Persons, names and domains are gathered first where records have changed;
    /// otherwise nothing is written, so that whoever only looks waits for nobody.
    func associationScene(ofMember row: Int64, _ settings: IdentitySettings) async throws -> AssociationInput
    /// What a member wrote and did, the newest first.
    func deeds(of member: MemberKey, limit: Int) async throws -> [MemberDeed]
    /// The assigned domains in order, after one.
    func assignedDomains(after place: AssignedDomain?, limit: Int) async throws -> [AssignedDomain]
    /// What some domains are assigned to, as far as they are.
    func assignments(ofDomains domains: [String]) async throws -> [AssignedDomain]
}
