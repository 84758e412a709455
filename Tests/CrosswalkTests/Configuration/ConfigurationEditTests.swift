import Domain
import Testing
import crosswalk

@Suite struct ConfigurationEditTests {
    private static func configuration(_ text: String) throws -> HubConfiguration {
        try ConfigurationReader().configuration(from: text)
    }

    @Test(arguments: 1...200)
    func `a text can be made to say any other configuration`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let text = ConfigurationText(dice.configuration()).text
        let wanted = dice.configuration()
        let changed = ConfigurationEdit.text(text, saying: wanted)
        #expect(try Self.configuration(changed) == wanted, "seed \(seed):\n\(changed)")
    }

    @Test(arguments: 1...50)
    func `what says the configuration already stays as it is`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let configuration = dice.configuration()
        let text = "# mine\n" + ConfigurationText(configuration).text
        #expect(ConfigurationEdit.text(text, saying: configuration) == text, "seed \(seed)")
    }

    @Test func `only the changed key is written anew, and every comment beside it stays`() throws {
        var wanted = try Self.configuration(configurationTemplate)
        wanted.accounts.match = [.salesforceID, .name]
        let changed = ConfigurationEdit.text(configurationTemplate, saying: wanted)
        let before = configurationTemplate.split(separator: "\n", omittingEmptySubsequences: false)
        let after = changed.split(separator: "\n", omittingEmptySubsequences: false)
        let lost = before.difference(from: after).insertions.count
        #expect(try Self.configuration(changed) == wanted)
        // The rules themselves, and the comments that stand between them.
        #expect(lost <= 6, "\(lost) lines were lost")
        #expect(changed.contains("  object: Account                 # the Salesforce object that stands for accounts"))
        #expect(changed.contains("  match: [sfdc_id, name]\n"))
    }

    @Test(arguments: [
        ("workspace: {}\n", "workspace: {}\n"), ("users: { object: Lead }\n# end\n", "# end\n"),
        ("schedule: # when\n  fetch: \"01:00\" # at night\n  # a word\n  map: \"04:00\"\n", "  # a word\n"),
        ("schedule: # when\n  fetch: \"01:00\" # at night\n", "schedule: # when\n"),
        (
            "workspace:\n  name: \"A # B\"  # not a comment's beginning\n",
            "  name: \"A # B\"  # not a comment's beginning\n"
        ),
    ])
    func `whatever shape a text has, it is changed where it must be`(text: String, kept: String) throws {
        var wanted = try Self.configuration(text)
        wanted.schedule.fetch = [90, 600]
        wanted.users.object = "Person__c"
        let changed = ConfigurationEdit.text(text, saying: wanted)
        #expect(try Self.configuration(changed) == wanted, "\(changed)")
        #expect(changed.contains(kept), "\(changed)")
    }

    @Test(arguments: [
        "salesforce: { login_url: \"http://127.0.0.1:1\", first_fetch: everything }\nusers: { match: [] }\n",
        "users:\n  match: [] # nobody\n", "salesforce: null\nusers: { match: [] }\n",
    ])
    func `a connection is written into a file of any shape`(text: String) throws {
        var wanted = try Self.configuration(text)
        wanted.salesforce.loginURL = "https://acme.my.salesforce.com"
        wanted.salesforce.clientID = "3MVG9: # no comment"
        let changed = try ConfigurationEdit.text(text) { $0.salesforce = wanted.salesforce }
        #expect(try Self.configuration(changed) == wanted, "\(changed)")
        #expect(changed.contains("users:"), "\(changed)")
    }

    @Test func `what would be a mistake in the file is not written`() {
        #expect(throws: InvalidConfiguration.self) {
            try ConfigurationEdit.text("users: {}\n") { $0.salesforce.loginURL = "ftp://acme" }
        }
    }
}
