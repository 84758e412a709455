import Domain
import Testing

@Suite struct UnresolvedDomainTests {
    private static func claim(_ account: String, people: Int = 0, website: Bool = false) -> DomainSuggestion {
        var claim = DomainSuggestion(account: account, name: account)
        claim.peopleBySource[.product] = people == 0 ? nil : people
        claim.hasWebsite = website
        return claim
    }

    @Test(
        arguments: [
            ([claim("A", people: 2)], "A"),
            ([claim("A", people: 1)], nil),
            ([claim("A", website: true)], "A"),
            ([claim("A", people: 9), claim("B", people: 1)], "A"),
            ([claim("A", people: 8), claim("B", people: 1)], nil),
            ([claim("A", people: 9), claim("B", website: true)], nil),
            ([claim("A")], nil),
            ([], nil),
        ] as [([DomainSuggestion], String?)])
    func `an account is clear only with evidence, and with nearly all of it`(
        claims: [DomainSuggestion], account: String?
    ) {
        var domain = UnresolvedDomain(domain: "acme.com", members: 3, activeMembers: 1)
        domain.suggestions = claims.sorted(by: DomainSuggestion.precedes)
        #expect(domain.clear?.account == account)
    }

    @Test func `sources may know the same people, so they are not added up`() {
        var claim = Self.claim("A", people: 1)
        claim.peopleBySource[.salesforce] = 1
        #expect(claim.people == 1)
        #expect(claim.reason == "1 product user of this domain, 1 Salesforce contact of this domain")
    }
}
