import Domain
import TestSupport
import Testing

/// The sample organisation's links, row for row.
@Suite struct SampleOrganisationTests {
    @Test func `accounts link as expected`() throws {
        var scene = MatchScene(
            .account,
            rules: [
                .salesforceID, .customField(ours: "billing_code", theirs: "ERP_Code__c", ignoresCase: true),
                .websiteDomain(.host), .name, .recentUserDomain(.init()),
            ],
            ours: try Fixture.rows("org/product/accounts.csv"), theirs: try Fixture.rows("org/salesforce/Account.csv"))
        scene.ourTypes = ["billing_code": .string]
        scene.users = try Fixture.rows("org/product/users.csv")
        try expect(scene, "account-links", atLeast: 470)
    }

    @Test func `users link as expected`() throws {
        var scene = MatchScene(
            .user,
            rules: [
                .salesforceID, .customField(ours: "employee_no", theirs: "Employee_Number__c", ignoresCase: true),
                .email(foldsPlusTags: false), .phone(defaultCountry: nil),
            ],
            ours: try Fixture.rows("org/product/users.csv"), theirs: try Fixture.rows("org/salesforce/Contact.csv"))
        scene.ourTypes = ["employee_no": .string]
        try expect(scene, "user-links", atLeast: 4600)
    }

    private func expect(_ scene: MatchScene, _ file: String, atLeast: Int) throws {
        let matcher = try scene.matcher()
        let decisions = matcher.decide()
        let rows = Dictionary(uniqueKeysWithValues: (0..<matcher.ours.count).map { (matcher.ours.records.ids[$0], $0) })
        var judged = 0
        for expected in try Fixture.rows("org/expected/\(file).csv") where expected["unambiguous"] == "1" {
            let id = try #require(expected["id"])
            let decision = decisions[try #require(rows[id])]
            let isLinked = decision.verdict.isLinked
            let found = isLinked ? matcher.theirs.records.ids[Int(decision.target)] : ""
            let rule = isLinked ? matcher.plan.rules[Int(decision.rule)].name : ""
            #expect(found == expected["salesforce_id"], "\(id)")
            #expect(rule == expected["rule"], "\(id)")
            judged += 1
        }
        #expect(judged >= atLeast)
    }
}
