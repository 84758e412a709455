/// The file that `crosswalk init` writes: every key with its default and a word on what else it may say.
package let configurationTemplate = """
    # Crosswalk's whole configuration but the secrets: those go in by 'crosswalk connect' and are stored encrypted.
    # What stands here is the default; a key left out keeps it. Check a change with 'crosswalk config diff FILE',
    # take it over with 'crosswalk config apply FILE'. docs/configuration.md explains every key.

    workspace:
      name: Crosswalk                 # what the pages are headed with
      time_zone: UTC                  # days, and so KPIs, are calendar days in this zone; such as Europe/Berlin

    # Attributes of your own, beside the standard ones: string, number, boolean or date_time.
    # A name has small letters, digits and _, a letter first.
    attributes:
      account: {}                     # such as { billing_code: string, plan: string, renewal: date_time }
      user: {}                        # such as { employee_no: string }

    salesforce:
      login_url: https://login.salesforce.com   # or https://test.salesforce.com, a My Domain, a simulator's address
      auth: client_credentials        # or jwt_bearer, refresh_token, web
      client_id: null                 # the connected app's consumer key
      username: null                  # the user that a JWT stands for; only for jwt_bearer
      first_fetch: 6 months           # how far the first fetch looks back: months, everything, or a day (2025-01-31)
      quota_reserve: 20%              # of the day's API requests, left for others

    accounts:
      object: Account                 # the Salesforce object that stands for accounts; any custom object will do
      # The first rule that finds something decides; the order is yours; a rule that is left out is off.
      match:
        - sfdc_id                     # our salesforce_id is their Id
        # - custom_field: { ours: billing_code, theirs: ERP_Code__c }    # ignore_case: false to mind the case
        - website_domain: { compare: host }         # registrable: app.acme.com equals acme.com
        # - name                      # the same name, whatever the case and blanks
        # - recent_user_domain: { sample: 100, more_than: 50 }           # or { sample: 100, share: 50%, floor: 5 }
      # fields: { website: URL__c, name: Legal_Name__c }               # where a custom object keeps what rules compare
      when_several: first             # take the oldest of several candidates; reject: leave the choice to a person
      # Their field to our attribute: { from: Industry, to: industry }, with ignore_nulls: true where an empty
      # field of theirs shall not clear ours.
      pull: []
      # Our KPI or attribute to their PX_ field: { kpi: au_30d, to: PX_MAU__c },
      # { kpi: feature_users_30d, feature: report_export, to: PX_Exports_30d__c }, { attribute: plan, to: PX_Plan__c }.
      # round: true rounds for a field of whole numbers; truncate: true cuts a text that is too long.
      push: []

    users:
      object: Contact                 # the Salesforce object that stands for users
      match:
        - sfdc_contact_id             # our salesforce_contact_id is their Id
        # - custom_field: { ours: employee_no, theirs: Employee_Number__c }
        - email: { fold_plus_tags: false }          # true: jo+test@acme.com equals jo@acme.com
        # - phone: { default_country: null }        # a calling code such as 49, for numbers that have none
      # fields: { email: Work_Email__c, phone: Mobile__c }             # where a custom object keeps what rules compare
      pull: []
      push: []                        # attributes only: KPIs are the account's

    community:
      connections: []                 # such as [ { tenant: customer-en, host: api2-eu-west-1.insided.com, client_id: abc } ]
      match: [person, domain_map, name, name_without_legal_form]

    schedule:                         # times in UTC, one or a list; an empty list means never
      fetch: "00:00"                  # Salesforce, then communities
      map: "04:00"                    # match, map, associate
      push: ["03:00", "11:00", "19:00"]             # measure, then push

    features: {}                      # such as { report_export: { event: "Report Exported" } }: that event is a use of it

    free_mail:                        # mail providers, whose domains say nothing of a company
      add: []
      remove: []

    facts:
      keep_raw_events: 400 days       # activity calendars are kept for ever
      keep_kpis: 100 days             # of older measurings the first of each month is kept
      nps_event: null                 # the tracked event whose properties score and comment are an NPS response

    journal:
      keep_outcomes: 400 days         # what became of each record; runs and their counts are kept for ever

    """
