import Domain
import Testing
import crosswalk

@Suite struct ConfigurationMistakeTests {
    @Test func `a text that is wrong in every line is answered with the first two hundred, at once`() throws {
        let text = (0..<30_000).map { "key\($0): 1\n" }.joined()
        let error = try #require(throws: InvalidConfiguration.self) {
            try ConfigurationReader().configuration(from: text)
        }
        #expect(error.mistakes.count == 200 && error.untold == 29_800)
        #expect(error.advice.hasPrefix("The configuration has 30000 mistakes"))
        #expect(error.advice.hasSuffix("… and 29800 more"))
    }

    /// A file, and the start of what must be said of it.
    static let mistakes: [(file: String, says: String)] = [
        ("acounts: {}", "line 1, column 1, acounts: there is no key 'acounts' here; did you mean 'accounts'?"),
        ("workspace: Acme", "line 1, column 12, workspace: a section is wanted here"),
        ("workspace: { name: [a] }", "line 1, column 20, workspace.name: a list stands here; write a text"),
        (
            "workspace: { time_zone: Europe/Berln }",
            "line 1, column 25, workspace.time_zone: 'Europe/Berln' is no time zone; write UTC or a region and city, such as Europe/Berlin"
        ),
        (
            "workspace: { time_zone: GMT+7 }",
            "line 1, column 25, workspace.time_zone: 'GMT+7' is no time zone; write UTC or a region and city"
        ),
        (
            "attributes: { account: { Plan: string } }",
            "line 1, column 32, attributes.account.Plan: 'Plan' cannot be an attribute's name"
        ),
        (
            "attributes: { account: { plan: text } }",
            "line 1, column 32, attributes.account.plan: 'text' is not known here; write string, number, boolean or date_time"
        ),
        (
            "attributes: { user: { email: string } }",
            "line 1, column 30, attributes.user.email: every user has 'email' already"
        ),
        (
            "attributes:\n  account:\n    plan: string\n    plan: number",
            "line 4, column 5, attributes.account.plan: 'plan' stands twice in the same section, first in line 3"
        ),
        (
            "salesforce: { login_url: \"login salesforce\" }",
            "line 1, column 26, salesforce.login_url: 'login salesforce' stands here; write an address"
        ),
        (
            "salesforce: { auth: client_credential }",
            "line 1, column 21, salesforce.auth: 'client_credential' is not known here; did you mean 'client_credentials'?"
        ),
        (
            "salesforce: { client_secret: x }",
            "line 1, column 15, salesforce.client_secret: secrets do not belong in this file"
        ),
        (
            "salesforce: { first_fetch: half a year }",
            "line 1, column 28, salesforce.first_fetch: 'half a year' stands here; write '6 months'"
        ),
        (
            "salesforce: { first_fetch: 2025-02-30 }",
            "line 1, column 28, salesforce.first_fetch: '2025-02-30' stands here"
        ),
        (
            "salesforce: { quota_reserve: 20 }",
            "line 1, column 30, salesforce.quota_reserve: '20' stands here; write a percentage"
        ),
        (
            "accounts: { match: [sfdc_id, nmae] }",
            "line 1, column 30, accounts.match[1]: there is no rule 'nmae'; did you mean 'name'?"
        ),
        ("accounts: { match: [email] }", "line 1, column 21, accounts.match[0]: 'email' is a rule for users"),
        ("accounts: { match: [name, name] }", "line 1, column 27, accounts.match[1]: this rule stands twice"),
        (
            "accounts:\n  match:\n    - custom_field: { ours: billing, theirs: ERP__c }",
            "line 3, column 29, accounts.match[0].custom_field.ours: no attribute of accounts is called 'billing'; declare it under attributes.account"
        ),
        (
            "accounts: { match: [ custom_field: { ours: name } ] }",
            "line 1, column 36, accounts.match[0].custom_field: 'theirs' is missing"
        ),
        (
            "accounts: { match: [ custom_field ] }",
            "line 1, column 22, accounts.match[0]: the rule must say which fields"
        ),
        (
            "accounts: { match: [ custom_field: { ours: created_at, theirs: ERP__c } ] }",
            "line 1, column 44, accounts.match[0].custom_field.ours: 'created_at' is neither a text nor a number"
        ),
        (
            "accounts: { match: [ custom_field: { ours: name, theirs: PX_Code__c } ] }",
            "line 1, column 58, accounts.match[0].custom_field.theirs: PX_ fields are written by us"
        ),
        (
            "accounts: { match: [ website_domain: { compare: hosts } ] }",
            "line 1, column 49, accounts.match[0].website_domain.compare: 'hosts' is not known here; did you mean 'host'?"
        ),
        (
            "accounts: { match: [ recent_user_domain: { more_than: 50, share: 50% } ] }",
            "line 1, column 55, accounts.match[0].recent_user_domain.more_than: 'more_than' counts users"
        ),
        (
            "accounts: { match: [ recent_user_domain: { sample: 50 } ] }",
            "line 1, column 42, accounts.match[0].recent_user_domain: more than 50 of 50 users can never share a domain"
        ),
        (
            "users: { when_several: first }",
            "line 1, column 10, users.when_several: there is no key 'when_several' here"
        ),
        (
            "users: { match: [ phone: { default_country: DE } ] }",
            "line 1, column 45, users.match[0].phone.default_country: 'DE' stands here; write a country's calling code"
        ),
        (
            "accounts: { fields: { website: PX_Site__c } }",
            "line 1, column 32, accounts.fields.website: PX_ fields are written by us and cannot decide a match"
        ),
        (
            "accounts: { fields: { email: Work__c } }",
            "line 1, column 23, accounts.fields.email: there is no key 'email' here"
        ),
        (
            "accounts: { pull: [ { from: Industry, to: industrie } ] }",
            "line 1, column 43, accounts.pull[0].to: no attribute of accounts is called 'industrie'"
        ),
        (
            "accounts: { pull: [ { from: Id, to: salesforce_id } ] }",
            "line 1, column 37, accounts.pull[0].to: the Salesforce id of a linked record is kept in its link"
        ),
        (
            "users: { pull: [ { from: AccountId, to: account_id } ] }",
            "line 1, column 41, users.pull[0].to: 'account_id' says whose user this is; it is imported and never pulled"
        ),
        (
            "users: { pull: [ { from: Kind__c, to: type } ] }",
            "line 1, column 39, users.pull[0].to: 'type' is imported and never pulled; leave this line out"
        ),
        (
            "accounts: { pull: [ { from: A, to: name }, { from: B, to: name } ] }",
            "line 1, column 44, accounts.pull[1]: something else goes to 'name' already"
        ),
        (
            "accounts: { push: [ { kpi: au_3d, to: PX_A__c } ] }",
            "line 1, column 28, accounts.push[0].kpi: no KPI is called 'au_3d'; did you mean"
        ),
        (
            "accounts: { push: [ { kpi: au_30d, to: MAU__c } ] }",
            "line 1, column 40, accounts.push[0].to: 'MAU__c' stands here; write a field whose API name begins with PX_"
        ),
        (
            "accounts: { push: [ { kpi: feature_users_30d, to: PX_A__c } ] }",
            "line 1, column 28, accounts.push[0].kpi: 'feature_users_30d' is counted per feature"
        ),
        (
            "accounts: { push: [ { kpi: au_30d, feature: x, to: PX_A__c } ] }",
            "line 1, column 45, accounts.push[0].feature: 'au_30d' is not counted per feature"
        ),
        (
            "accounts: { push: [ { to: PX_A__c } ] }",
            "line 1, column 21, accounts.push[0]: what is to be pushed is missing"
        ),
        (
            "accounts: { pull: [ { from: PX_A__c, to: name } ], push: [ { attribute: name, to: PX_A__c } ] }",
            "line 1, column 58, accounts.push: 'PX_A__c' is pulled into the attribute that is pushed to it"
        ),
        (
            """
            accounts: { push: [ { attribute: name, to: PX_A__c } ] }
            users: { object: account, push: [ { attribute: title, to: PX_A__c } ] }
            """,
            "line 2, column 33, users.push: something else goes to 'PX_A__c' of account already, which both entities link"
        ),
        (
            "users: { push: [ { kpi: au_30d, to: PX_A__c } ] }",
            "line 1, column 25, users.push[0].kpi: KPIs are the account's; move this line to accounts.push"
        ),
        ("community: { match: [person, person] }", "line 1, column 30, community.match[1]: 'person' stands twice"),
        (
            "community: { connections: [ { tenant: a } ] }",
            "line 1, column 29, community.connections[0]: 'host' is missing"
        ),
        (
            "schedule: { fetch: \"25:00\" }",
            "line 1, column 20, schedule.fetch: '25:00' stands here; write a time of day"
        ),
        ("schedule: { push: [\"03:00\", 3] }", "line 1, column 29, schedule.push[1]: '3' stands here"),
        (
            "features: { a: { event: X }, b: { event: X } }",
            "line 1, column 42, features.b.event: the event 'X' is a use of 'a' already"
        ),
        (
            "free_mail: { add: [jo@gmx.de] }",
            "line 1, column 20, free_mail.add[0]: 'jo@gmx.de' stands here; write a mail domain"
        ),
        (
            "facts: { keep_raw_events: 400 }",
            "line 1, column 27, facts.keep_raw_events: '400' stands here; write a number of days"
        ),
        ("accounts: {}\n---\nusers: {}", "line 2, column 1: this is not YAML"),
        ("accounts: {}\n\u{0}", "line 2, column 1: this is not readable text"),
        ("accounts: [", "line 2, column 1: this is not YAML"),
        ("accounts:\n\tmatch: []", "line 2, column 1: this is not YAML"),
        ("- a\n- b", "line 1, column 1: a section is wanted here"),
    ]

    private let reader = ConfigurationReader()

    @Test(arguments: mistakes)
    func `a mistake is named with its place and what to write instead`(file: String, says: String) {
        let found = #expect(throws: InvalidConfiguration.self) { try reader.configuration(from: file) }
        let descriptions = (found?.mistakes ?? []).map(\.description)
        #expect(descriptions.count == 1)
        #expect(descriptions.first?.hasPrefix(says) == true, "\(descriptions)")
    }

    @Test func `all mistakes are shown at once, in the order of the file`() {
        let file = """
            workspace: { nam: Acme }
            attributes: { account: { plan: strin } }
            accounts:
              match: [sfdc_id, nam]
              pull: [ { from: Plan__c, to: plan } ]
              push: [ { kpi: au_30, to: Other__c } ]
            schedule: { map: 4 }
            """
        let found = #expect(throws: InvalidConfiguration.self) { try reader.configuration(from: file) }
        #expect(
            found?.mistakes.map(\.path) == [
                "workspace.nam", "attributes.account.plan", "accounts.match[1]", "accounts.push[0].kpi",
                "accounts.push[0].to", "schedule.map",
            ])
        #expect(found?.advice.hasPrefix("The configuration has 6 mistakes, so nothing was changed:\n  line 1,") == true)
    }

    @Test func `a key that stands twice hides no other mistake, in any section and however often`() {
        let file = """
            workspace: { nam: Acme, name: A, name: B, "name": C }
            attributes:
              user: { "plan": string, plan: number }
            accounts:
              match: [nam]
              push: [ { kpi: au_30, kpi: au_30d, to: PX_A__c } ]
            # The second one is read, too.
            accounts:
              object: Account
              pull: [ { from: Plan__c, to: nothing } ]
            schedule: { map: 4, 'map': "04:00" }
            """
        let found = #expect(throws: InvalidConfiguration.self) { try reader.configuration(from: file) }
        #expect(
            found?.mistakes.map { "\($0.line):\($0.column) \($0.path)" } == [
                "1:14 workspace.nam", "1:34 workspace.name", "1:43 workspace.name", "3:27 attributes.user.plan",
                "5:11 accounts.match[0]", "6:18 accounts.push[0].kpi", "6:25 accounts.push[0].kpi", "8:1 accounts",
                "10:32 accounts.pull[0].to", "11:18 schedule.map", "11:21 schedule.map",
            ])
        #expect(
            found?.mistakes.last?.message == "'map' stands twice in the same section, first in line 11; keep one")
    }

    @Test func `keys that repeat without end are refused in no time`() {
        let text = "workspace:\n" + (0..<20_000).map { _ in "  name: a\n" }.joined()
        let found = #expect(throws: InvalidConfiguration.self) { try reader.configuration(from: text) }
        #expect(found?.mistakes.first?.message.contains("'name' stands twice") == true)
    }

    @Test func `bytes that are not text are refused with their line`() {
        let bytes = Array("workspace:\n  name: ".utf8) + [0xFF, 0xFE] + Array("\n".utf8)
        let found = #expect(throws: InvalidConfiguration.self) { try reader.configuration(from: bytes) }
        #expect(found?.mistakes.map(\.line) == [2])
    }

    @Test func `a file of nothing but brackets is refused, not followed to the end of the stack`() {
        #expect(throws: InvalidConfiguration.self) {
            try reader.configuration(from: String(repeating: "[", count: 200_000))
        }
    }
}
