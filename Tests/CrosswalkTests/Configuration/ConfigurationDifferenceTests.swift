import Domain
import Testing
import crosswalk

@Suite struct ConfigurationDifferenceTests {
    static let base = """
        attributes: { account: { plan: string } }
        accounts:
          match: [sfdc_id, website_domain: { compare: host }]
          push: [ { kpi: au_30d, to: PX_A__c } ]
        """

    /// What the file says after `base` was edited, and the lines that say so.
    static let edits: [(find: String, replace: String, lines: [String])] = [
        ("sfdc_id,", "sfdc_id, name,", ["accounts.match: + name"]),
        ("sfdc_id, ", "", ["accounts.match: - sfdc_id"]),
        ("compare: host", "compare: registrable", ["accounts.match[1].website_domain.compare: host → registrable"]),
        ("PX_A__c", "PX_B__c", ["accounts.push[0].to: PX_A__c → PX_B__c"]),
        (
            "kpi: au_30d", "attribute: plan",
            ["accounts.push: - { kpi: au_30d, to: PX_A__c }", "accounts.push: + { attribute: plan, to: PX_A__c }"]
        ),
        ("to: PX_A__c", "to: PX_A__c, round: true", ["accounts.push[0].round: + true"]),
        ("plan: string", "plan: string, tier: number", ["attributes.account.tier: + number"]),
        ("plan: string", "plan: number", ["attributes.account.plan: string → number"]),
        (
            "attributes:", "users: { match: [] }\nattributes:",
            [
                "users.match: - sfdc_contact_id", "users.match: - { email: { fold_plus_tags: false } }",
            ]
        ),
        (
            "attributes:", "schedule: { push: \"03:00\" }\nattributes:",
            [
                "schedule.push: - \"11:00\"", "schedule.push: - \"19:00\"",
            ]
        ),
        ("attributes:", "facts: { nps_event: Score }\nattributes:", ["facts.nps_event: + Score"]),
        (
            "attributes:", "community: { match: [domain_map, person, name, name_without_legal_form] }\nattributes:",
            [
                "community.match: order person, domain_map, name, name_without_legal_form → "
                    + "domain_map, person, name, name_without_legal_form"
            ]
        ),
    ]

    @Test(arguments: edits)
    func `an edit is told in a line or two`(find: String, replace: String, lines: [String]) throws {
        let reader = ConfigurationReader()
        let before = try reader.configuration(from: Self.base)
        let after = try reader.configuration(from: edited(find, replace))
        #expect(ConfigurationDifference(from: before, to: after).lines == lines)
    }

    private func edited(_ find: String, _ replace: String) -> String {
        let parts = Self.base.split(separator: find, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.joined(separator: replace)
    }
}
