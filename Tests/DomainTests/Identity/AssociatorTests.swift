import Domain
import TestSupport
import Testing

/// The ways in which a member's account is found (D§17.1, D§28).
@Suite struct AssociatorTests {
    private static func scene(_ names: String...) -> AssociationScene {
        var scene = AssociationScene()
        scene.accounts = names.enumerated().map { ("A\($0 + 1)", $1) }
        return scene
    }

    @Test func `an assigned domain finds the account`() {
        var scene = Self.scene("Bluewater", "Northlake")
        scene.domains = [("northlake.com", "A1")]
        #expect(scene.conclusions(["elle@northlake.com"]) == ["Bluewater by domain_map"])
    }

    @Test(arguments: [
        (["Bluewater, Inc"], "Bluewater, Inc by name_without_legal_form"),
        (["Bluewater", "Bluewater LLC"], "Bluewater by name"),
        (["Bluewater Inc", "Bluewater LLC"], "ambiguous(2) by name_without_legal_form"),
        (["Bluewater", "BLUE-WATER"], "ambiguous(2) by name"),
        (["Bluewater", "bluewater", "Bluewater Inc"], "ambiguous(2) by name"),
        (["Acme"], "unmatched"),
    ])
    func `a domain's label is compared with names, then with names without their legal form`(
        names: [String], expected: String
    ) {
        var scene = AssociationScene()
        scene.accounts = names.enumerated().map { ("A\($0)", $1) }
        #expect(scene.conclusions(["elle@bluewater.com"]) == [expected])
    }

    @Test func `a person without a place at an account is passed over`() {
        var scene = Self.scene("Bluewater")
        scene.persons = [("P1", "elle@northlake.com")]
        #expect(scene.conclusions(["elle@northlake.com"]) == ["unmatched"])
        scene.domains = [("northlake.com", "A1")]
        #expect(scene.conclusions(["elle@northlake.com"]) == ["Bluewater by domain_map"])
    }

    @Test(arguments: ["joe@gmail.com", "JOE@Gmail.com ", "joe@mailinator.com"])
    func `providers of free and disposable mail match by no domain and no name`(email: String) {
        var scene = Self.scene("Gmail", "Mailinator")
        scene.domains = [("gmail.com", "A1")]
        #expect(scene.conclusions([email]) == ["excluded"])
        scene.persons = [("P1", "joe@gmail.com"), ("P2", "joe@mailinator.com")]
        scene.places = [("P1", "A1", false), ("P2", "A1", false)]
        #expect(scene.conclusions([email]) == ["Gmail by person"])
    }

    @Test func `one of several accounts counts only if it is the primary one`() {
        var scene = Self.scene("One", "Two")
        scene.persons = [("P1", "a@x.example")]
        scene.places = [("P1", "A1", false), ("P1", "A2", false)]
        #expect(scene.conclusions(["a@x.example"]) == ["ambiguous(2) by person"])
        scene.places = [("P1", "A1", false), ("P1", "A2", true)]
        #expect(scene.conclusions(["a@x.example"]) == ["Two by person"])
    }

    @Test func `two persons with one address agree or are ambiguous`() {
        var scene = Self.scene("One", "Two")
        scene.persons = [("P1", "a@x.example"), ("P2", "A@X.example")]
        scene.places = [("P1", "A1", false), ("P2", "A1", false)]
        #expect(scene.conclusions(["a@x.example"]) == ["One by person"])
        scene.places = [("P1", "A1", false), ("P2", "A2", false)]
        #expect(scene.conclusions(["a@x.example"]) == ["ambiguous(2) by person"])
    }

    @Test func `places at unknown accounts are no evidence`() {
        var scene = Self.scene("One")
        scene.persons = [("P1", "a@x.example")]
        scene.places = [("P1", "A9", true), ("P9", "A1", false)]
        #expect(scene.conclusions(["a@x.example"]) == ["unmatched"])
    }

    @Test(arguments: [
        ("a@mail.acme.co.uk", "Acme by domain_map"),
        ("a@acme.co.uk", "Acme by domain_map"),
        ("a@eu.acme.co.uk", "Acme EU by domain_map"),
        ("a@xn--mller-kva.de", "Müller by name"),
        ("a@müller.de", "Müller by name"),
        ("a@co.uk", "unmatched"),
        ("a@127.0.0.1", "unmatched"),
        ("no address", "unmatched"),
        ("", "unmatched"),
    ])
    func `sub-domains fall back to the domain that was registered`(email: String, expected: String) {
        var scene = Self.scene("Acme", "Acme EU", "Müller")
        scene.domains = [("acme.co.uk", "A1"), ("https://EU.acme.co.uk/", "A2")]
        #expect(scene.conclusions([email]) == [expected])
    }

    @Test func `the order of the ways decides, and one that is left out is off`() {
        var scene = Self.scene("Acme", "Other", "Third")
        scene.persons = [("P1", "a@acme.com")]
        scene.places = [("P1", "A2", false)]
        scene.domains = [("acme.com", "A3")]
        let expected: [([CommunitySettings.Rule], String)] = [
            ([.person, .domainMap, .name], "Other by person"), ([.domainMap, .person], "Third by domain_map"),
            ([.name, .domainMap, .person], "Acme by name"), ([.nameWithoutLegalForm], "unmatched"), ([], "unmatched"),
        ]
        for (rules, conclusion) in expected {
            scene.rules = rules
            #expect(scene.conclusions(["a@acme.com"]) == [conclusion])
        }
    }

    @Test func `what people decided wins`() {
        var scene = Self.scene("Acme", "Other")
        scene.domains = [("acme.com", "A1"), ("two.com", "A1"), ("two.com", "A2")]
        scene.overrides = LinkOverrides([
            0: RecordOverride(link: "A2"), 1: RecordOverride(never: ["A1"]), 2: RecordOverride(neverAtAll: true),
            3: RecordOverride(never: ["A1"]), 4: RecordOverride(link: "gone"),
        ])
        let conclusions = scene.conclusions(["a@acme.com", "b@acme.com", "c@acme.com", "d@two.com", "e@acme.com"])
        #expect(
            conclusions == [
                "Other by manual", "excluded", "excluded by manual", "Other by domain_map", "Acme by domain_map",
            ])
    }

    @Test func `the sample organisation is associated as expected`() throws {
        var scene = AssociationScene()
        scene.accounts = try Fixture.rows("org/community/accounts.csv").map { ($0["id"] ?? "", $0["name"] ?? "") }
        scene.persons = try Fixture.rows("org/community/persons.csv").map { ($0["id"] ?? "", $0["email"] ?? "") }
        scene.places = try Fixture.rows("org/community/account-persons.csv").map {
            ($0["person_id"] ?? "", $0["account_id"] ?? "", false)
        }
        scene.domains = try Fixture.rows("org/community/domains.csv").map {
            ($0["domain"] ?? "", $0["account_id"] ?? "")
        }
        let members = try Fixture.rows("org/community/community-users.csv")
        let expected = Dictionary(
            uniqueKeysWithValues: try Fixture.rows("org/expected/community-links.csv").map { ($0["id"] ?? "", $0) })
        let associator = scene.associator()
        let decisions = associator.decide(
            AssociationMembers(emails: TextColumn(members.map { $0["email"] ?? "" })))
        var judged = 0
        for (index, member) in members.enumerated() {
            guard let row = expected[member["id"] ?? ""], row["unambiguous"] == "1" else { continue }
            judged += 1
            let decision = decisions[index]
            let isLinked = decision.verdict == .linked
            let account = isLinked ? scene.accounts[Int(decision.account)].id : ""
            #expect(account == row["account_id"], "\(member)")
            #expect((isLinked ? associator.rules[Int(decision.rule)].rawValue : "") == row["rule"], "\(member)")
        }
        #expect(judged == 1628)
    }
}
