import Domain
import Testing
import crosswalk

@Suite struct ConfigurationReaderTests {
    private let reader = ConfigurationReader()

    @Test(arguments: ["", "\n", "# nothing yet\n", "---\n", "~"])
    func `a file without any configuration is refused, for defaults would unlink what lost rules had linked`(
        text: String
    ) throws {
        let error = try #require(throws: InvalidConfiguration.self) { try reader.configuration(from: text) }
        #expect(error.mistakes.count == 1)
        #expect(error.mistakes[0].message.hasPrefix("the file holds no configuration"))
    }

    @Test func `what is left out is the defaults`() throws {
        #expect(try reader.configuration(from: "workspace: {}\n") == HubConfiguration())
        #expect(try reader.configuration(from: "accounts:\nschedule: {}\n") == HubConfiguration())
    }

    @Test func `the template of init is the defaults`() throws {
        #expect(try reader.configuration(from: configurationTemplate) == HubConfiguration())
    }

    @Test func `a byte-order mark and Windows line ends are no matter`() throws {
        let windows =
            "\u{FEFF}"
            + configurationTemplate.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\n")
        #expect(try reader.configuration(from: Array(windows.utf8)) == HubConfiguration())
    }

    @Test func `every section of a full file is read`() throws {
        let configuration = try reader.configuration(from: fullFile)
        #expect(configuration == fullConfiguration)
    }

    @Test(
        arguments: [
            ("sfdc_id", .salesforceID),
            ("name", .name),
            ("website_domain", .websiteDomain(.host)),
            ("website_domain: { compare: registrable }", .websiteDomain(.registrable)),
            (
                "custom_field: { ours: name, theirs: ERP__c, ignore_case: false }",
                .customField(ours: "name", theirs: "ERP__c", ignoresCase: false)
            ),
            ("recent_user_domain", .recentUserDomain(recent(100, .moreThan(50)))),
            ("recent_user_domain: { sample: 40, more_than: 20 }", .recentUserDomain(recent(40, .moreThan(20)))),
            ("recent_user_domain: { share: 50% }", .recentUserDomain(recent(100, .share(0.5, floor: 5)))),
            (
                "recent_user_domain: { sample: 30, share: 62.5%, floor: 8 }",
                .recentUserDomain(recent(30, .share(0.625, floor: 8)))
            ),
        ] as [(String, MatchRule)])
    func `an account rule has a short and a long form`(text: String, rule: MatchRule) throws {
        #expect(try reader.configuration(from: "accounts: { match: [ \(text) ] }").accounts.match == [rule])
    }

    @Test(
        arguments: [
            ("sfdc_contact_id", .salesforceID),
            ("email", .email(foldsPlusTags: false)),
            ("email: { fold_plus_tags: true }", .email(foldsPlusTags: true)),
            ("phone: { default_country: null }", .phone(defaultCountry: nil)),
            ("phone: { default_country: +49 }", .phone(defaultCountry: "49")),
        ] as [(String, MatchRule)])
    func `a user rule has a short and a long form`(text: String, rule: MatchRule) throws {
        #expect(try reader.configuration(from: "users: { match: [ \(text) ] }").users.match == [rule])
    }

    @Test(
        arguments: [
            ("6 months", .months(6)), ("1 month", .months(1)), ("everything", .everything),
        ] as [(String, SalesforceSettings.FirstFetch)])
    func `the first fetch looks back as far as it is told`(text: String, expected: SalesforceSettings.FirstFetch) throws
    {
        #expect(
            try reader.configuration(from: "salesforce: { first_fetch: \(text) }").salesforce.firstFetch == expected)
    }

    @Test func `an empty list switches a stage's schedule off`() throws {
        let schedule = try reader.configuration(from: "schedule: { push: [], fetch: 05:30 }").schedule
        #expect(schedule.push == [])
        #expect(schedule.fetch == [330])
        #expect(schedule.map == [240])
    }

    @Test func `several events are uses of one feature`() throws {
        let configuration = try reader.configuration(
            from: "features: { export: { event: [Exported, \"Report Exported\"] }, share: { event: Shared } }")
        #expect(configuration.features == ["Exported": "export", "Report Exported": "export", "Shared": "share"])
    }
}

private func recent(_ sample: Int, _ threshold: MatchRule.RecentUsers.Threshold) -> MatchRule.RecentUsers {
    var recent = MatchRule.RecentUsers()
    recent.sample = sample
    recent.threshold = threshold
    return recent
}

private let fullFile = """
    workspace: { name: Acme & Sons, time_zone: Europe/Berlin }
    attributes:
      account: { billing_code: string, customer_no: number, industry: string, plan: string, renewal: date_time }
      user: { employee_no: string }
    salesforce:
      login_url: test.salesforce.com
      auth: jwt_bearer
      client_id: 3MVG9.x_y
      username: hub@acme.com
      first_fetch: 2025-01-31
      quota_reserve: 12.5%
    accounts:
      object: Customer__c
      match:
        - name
        - custom_field: { ours: billing_code, theirs: ERP_Code__c }
      fields: { website: Website, name: Legal_Name__c }
      when_several: reject
      pull:
        - { from: Industry, to: industry, ignore_nulls: true }
      push:
        - { kpi: au_30d, to: PX_MAU__c, round: true }
        - { kpi: feature_users_30d, feature: report_export, to: PX_Exports_30d__c }
        - { attribute: plan, to: PX_Plan__c, truncate: true }
    users:
      object: Contact
      match: [email]
      push: [ { attribute: title, to: PX_Title__c } ]
    community:
      connections: [ { tenant: customer-en, host: api2-eu-west-1.insided.com, client_id: abc } ]
      match: [domain_map, person]
    schedule: { fetch: "01:15", map: ["04:00", "12:00"], push: "23:59" }
    features: { report_export: { event: "Report Exported" } }
    free_mail: { add: [Mail.Example.com], remove: [gmx.de] }
    facts: { keep_raw_events: 90 days, keep_kpis: 1 day, nps_event: "NPS: answered" }
    journal: { keep_outcomes: 30 days }
    """

private var fullConfiguration: HubConfiguration {
    var hub = HubConfiguration()
    hub.workspace.name = "Acme & Sons"
    hub.workspace.timeZone = "Europe/Berlin"
    hub.attributes = [
        AttributeDefinition(entity: .account, apiName: "billing_code", type: .string),
        AttributeDefinition(entity: .account, apiName: "customer_no", type: .number),
        AttributeDefinition(entity: .account, apiName: "industry", type: .string),
        AttributeDefinition(entity: .account, apiName: "plan", type: .string),
        AttributeDefinition(entity: .account, apiName: "renewal", type: .dateTime),
        AttributeDefinition(entity: .user, apiName: "employee_no", type: .string),
    ]
    hub.salesforce.loginURL = "https://test.salesforce.com"
    hub.salesforce.authorization = .jwtBearer
    hub.salesforce.clientID = "3MVG9.x_y"
    hub.salesforce.username = "hub@acme.com"
    hub.salesforce.firstFetch = .since(Day(number: 20_119))
    hub.salesforce.quotaReserve = 0.125
    hub.accounts = EntityConfiguration(
        object: "Customer__c",
        match: [.name, .customField(ours: "billing_code", theirs: "ERP_Code__c", ignoresCase: true)])
    hub.accounts.fields = [.name: "Legal_Name__c"]
    hub.accounts.whenSeveral = .reject
    hub.accounts.pull = [PullMapping(from: "Industry", to: "industry", ignoresNulls: true)]
    hub.accounts.push = [
        PushMapping(source: .kpi("au_30d", feature: nil), to: "PX_MAU__c", rounds: true),
        PushMapping(source: .kpi("feature_users_30d", feature: "report_export"), to: "PX_Exports_30d__c"),
        PushMapping(source: .attribute("plan"), to: "PX_Plan__c", truncates: true),
    ]
    hub.users.match = [.email(foldsPlusTags: false)]
    hub.users.push = [PushMapping(source: .attribute("title"), to: "PX_Title__c")]
    hub.community.connections = [
        .init(tenant: "customer-en", host: "api2-eu-west-1.insided.com", clientID: "abc")
    ]
    hub.community.match = [.domainMap, .person]
    hub.schedule.fetch = [75]
    hub.schedule.map = [240, 720]
    hub.schedule.push = [1439]
    hub.features = ["Report Exported": "report_export"]
    hub.freeMail.add = ["mail.example.com"]
    hub.freeMail.remove = ["gmx.de"]
    hub.facts.keepRawEventsDays = 90
    hub.facts.keepKPIsDays = 1
    hub.journal.keepOutcomesDays = 30
    hub.facts.npsEvent = "NPS: answered"
    return hub
}
