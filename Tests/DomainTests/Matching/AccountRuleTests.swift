import Domain
import TestSupport
import Testing

/// The account vectors of D§28, and what D§4 says beside them.
@Suite struct AccountRuleTests {
    private let one = "0015g000000264WAAQ"
    private let two = "0015g000000264dAAA"

    @Test func `the id wins in its short form and no other rule is tried`() throws {
        let scene = MatchScene(
            .account, rules: [.salesforceID, .websiteDomain(.host), .name],
            ours: [["id": "a", "salesforce_id": "0015g000000264W", "website": "acme.com", "name": "Acme"]],
            theirs: [
                ["Id": two, "Website": "acme.com", "Name": "Acme"],
                ["Id": one, "Website": "other.com", "Name": "Other"],
            ])
        #expect(try scene.decide() == ["linked sfdc_id \(one) 1"])
        #expect(try scene.trail() == ["linked", "not_tried", "not_tried"])
    }

    @Test func `a custom object is compared by the fields that it has`() throws {
        var scene = MatchScene(
            .account, rules: [.websiteDomain(.host), .name],
            ours: [["id": "a", "website": "acme.com"], ["id": "b", "name": "Beta"]],
            theirs: [
                ["Id": one, "URL__c": "https://www.acme.com", "Website": "other.com", "Legal_Name__c": "Acme"],
                ["Id": two, "URL__c": "", "Website": "acme.com", "Legal_Name__c": "beta"],
            ])
        scene.fields = [.website: "URL__c", .name: "Legal_Name__c"]
        #expect(try scene.decide() == ["linked website_domain \(one) 1", "linked name \(two) 1"])
    }

    @Test func `a rule is not tried on a field that is no text`() throws {
        var scene = MatchScene(
            .account, rules: [.websiteDomain(.host)], ours: [["id": "a", "website": "acme.com"]],
            theirs: [["Id": one, "Score__c": "1"]])
        scene.theirTypes = ["Score__c": .int]
        scene.fields = [.website: "Score__c"]
        #expect(try scene.trail() == ["rejected_type"])
    }

    @Test func `an id that nobody fetched falls through`() throws {
        let scene = MatchScene(
            .account, rules: [.salesforceID, .name], ours: [["id": "a", "salesforce_id": two, "name": "acme "]],
            theirs: [["Id": one, "Name": "Acme"]])
        #expect(try scene.decide() == ["linked name \(one) 1"])
        #expect(try scene.trail() == ["unknown_id", "linked"])
    }

    @Test(arguments: [
        ("https://www.Acme.co.uk:443/en", "acme.co.uk", MatchRule.DomainComparison.host, true),
        ("app.acme.com", "acme.com", .host, false), ("app.acme.com", "acme.com", .registrable, true),
        ("gmail.com", "http://gmail.com", .host, true), ("", "", .host, false), ("co.uk", "co.uk", .host, false),
    ])
    func `websites match by their domain`(
        ours: String, theirs: String, comparison: MatchRule.DomainComparison, isMatch: Bool
    ) throws {
        let scene = MatchScene(
            .account, rules: [.websiteDomain(comparison)], ours: [["id": "a", "website": ours]],
            theirs: [["Id": one, "Website": theirs]])
        #expect(try scene.decide() == [isMatch ? "linked website_domain \(one) 1" : "unmatched - - 0"])
    }

    @Test(arguments: [
        ("10.0", "10", true), ("10.5", "10.5", false), ("10", "10", true), ("-3", "-3.000", true), ("", "", false),
    ])
    func `whole numbers match by value`(ours: String, theirs: String, isMatch: Bool) throws {
        var scene = MatchScene(
            .account, rules: [.customField(ours: "number", theirs: "No__c", ignoresCase: true)],
            ours: [["id": "a", "number": ours]], theirs: [["Id": one, "No__c": theirs]])
        scene.ourTypes = ["number": .number]
        scene.theirTypes = ["No__c": .int]
        #expect(try scene.decide() == [isMatch ? "linked custom_field \(one) 1" : "unmatched - - 0"])
    }

    @Test(arguments: [(" ab-1 ", "AB-1", true, true), ("ab-1", "AB-1", false, false), ("AB-1", "AB-1 ", false, true)])
    func `texts match trimmed and without case unless the rule minds`(
        ours: String, theirs: String, ignoresCase: Bool, isMatch: Bool
    ) throws {
        var scene = MatchScene(
            .account, rules: [.customField(ours: "code", theirs: "Code__c", ignoresCase: ignoresCase)],
            ours: [["id": "a", "code": ours]], theirs: [["Id": one, "Code__c": theirs]])
        scene.ourTypes = ["code": .string]
        #expect(try scene.decide() == [isMatch ? "linked custom_field \(one) 1" : "unmatched - - 0"])
    }

    @Test func `fields of different types are never compared`() throws {
        var scene = MatchScene(
            .account, rules: [.customField(ours: "code", theirs: "No__c", ignoresCase: true)],
            ours: [["id": "a", "code": "1"]], theirs: [["Id": one, "No__c": "1"]])
        scene.ourTypes = ["code": .string]
        scene.theirTypes = ["No__c": .int]
        #expect(try scene.trail() == ["rejected_type"])
    }

    @Test func `of two Acmes the oldest is taken, whatever the order they come in`() throws {
        let old = ["Id": two, "Name": "Acme", "CreatedDate": "2020-01-01T00:00:00Z"]
        let new = ["Id": one, "Name": "ACME", "CreatedDate": "2021-01-01T00:00:00Z"]
        let same = ["Id": "0015g000000264eAAA", "Name": "acme", "CreatedDate": "2020-01-01T00:00:00Z"]
        for theirs in [[old, new, same], [new, old, same], [same, new, old], [same, old, new]] {
            let scene = MatchScene(.account, rules: [.name], ours: [["id": "a", "name": "Acme"]], theirs: theirs)
            #expect(try scene.decide() == ["ambiguous_pick name \(two) 3"])
            let matcher = try scene.matcher()
            let candidates = matcher.candidates(of: 0, rule: 0).map { matcher.theirs.records.ids[$0] }
            #expect(candidates == [two, "0015g000000264eAAA", one])
        }
    }

    @Test func `under reject two Acmes are nobody unless a later rule links`() throws {
        var scene = MatchScene(
            .account, rules: [.name, .websiteDomain(.host)],
            ours: [["id": "a", "name": "Acme"], ["id": "b", "name": "Acme", "website": "acme.com"]],
            theirs: [["Id": one, "Name": "Acme"], ["Id": two, "Name": "Acme", "Website": "acme.com"]])
        scene.whenSeveral = .reject
        #expect(try scene.decide() == ["ambiguous name - 2", "linked website_domain \(two) 1"])
    }

    @Test func `a rule whose field is not mirrored is passed over`() throws {
        let scene = MatchScene(
            .account, rules: [.websiteDomain(.host), .name],
            ours: [["id": "a", "name": "Acme", "website": "acme.com"]], theirs: [["Id": one, "Name": "Acme"]])
        #expect(try scene.trail() == ["missing_field", "linked"])
    }
}
