import Domain
import Testing
import crosswalk

@Suite struct ConfigurationTextTests {
    @Test(arguments: 1...300)
    func `what is written reads back as the same configuration`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let configuration = dice.configuration()
        let text = ConfigurationText(configuration).text
        let reader = ConfigurationReader()
        #expect(try reader.configuration(from: text) == configuration, "seed \(seed):\n\(text)")
        #expect(ConfigurationDifference(from: configuration, to: configuration).isEmpty)
    }

    @Test func `the defaults are written whole, with a word on each`() {
        let text = ConfigurationText(HubConfiguration()).text
        for line in [
            "# Crosswalk's whole configuration but the secrets; docs/configuration.md explains every key.",
            "  time_zone: UTC                            # days, and so KPIs, are calendar days in this zone",
            "    - website_domain: { compare: host }",
            "  push: [\"03:00\", \"11:00\", \"19:00\"]",
            "  keep_raw_events: 400 days",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }
}

/// Makes configurations up; the same seed makes the same one.
struct Dice {
    private static let texts = [
        "Acme", "true", "no", "~", "null", "12", "0x1F", "1e3", ".5", "a: b", "a #b", "- a", "", " blank ",
        "\"quoted\"",
        "it's", "back\\slash", "tab\there", "line\nbreak", "Größe 東京", "{a}", "[b]", "&anchor", "*alias", "!tag", "%x",
        "@at", "`tick`", "2025-01-31", "12:30:45", "\u{7F}\u{2028}\u{FEFF}", "\u{1F600}", "a:", "?", "|", ">", "=",
        "<<", "Y",
    ]

    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func configuration() -> HubConfiguration {
        var hub = HubConfiguration()
        hub.workspace.name = text()
        hub.workspace.timeZone = pick(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
        hub.attributes = Entity.allCases.flatMap { entity in
            ["plan", "a1", "x_y", "no", "true"].prefix(number(0...5)).map {
                AttributeDefinition(entity: entity, apiName: $0, type: pick([.string, .number]))
            }
        }
        hub.salesforce.loginURL = pick([
            "https://login.salesforce.com", "http://127.0.0.1:8080", "https://a--b.my.salesforce.com",
        ])
        hub.salesforce.authorization = pick(SalesforceSettings.Authorization.allCases)
        hub.salesforce.clientID = flag() ? text() : nil
        hub.salesforce.username = flag() ? text() : nil
        hub.salesforce.firstFetch = pick([
            .months(number(1...40)), .everything, .since(Day(number: Int32(number(0...30_000)))),
        ])
        hub.salesforce.quotaReserve = Double(number(0...990)) / 10 / 100
        hub.accounts = entity(.account, attributes: hub.attributes)
        hub.users = entity(.user, attributes: hub.attributes)
        hub.schedule.fetch = times()
        hub.schedule.map = times()
        hub.schedule.push = times()
        for _ in 0..<number(0...4) { hub.features[text()] = text() }
        hub.freeMail.add = Array(["a.com", "mail.b.example", "xn--bcher-kva.de"].prefix(number(0...3)))
        hub.freeMail.remove = Array(["gmx.de", "1und1.de"].prefix(number(0...2)))
        hub.facts.keepRawEventsDays = number(1...900)
        hub.facts.keepKPIsDays = number(1...900)
        hub.journal.keepOutcomesDays = number(1...900)
        hub.facts.npsEvent = flag() ? text() : nil
        hub.community.match = Array(CommunitySettings.Rule.allCases.prefix(number(0...4)))
        hub.community.connections = ["en", "de"].prefix(number(0...2)).map {
            .init(tenant: $0, host: text(), clientID: text())
        }
        return hub
    }

    private mutating func entity(_ entity: Entity, attributes: [AttributeDefinition]) -> EntityConfiguration {
        let names = attributes.filter { $0.entity == entity }.map(\.apiName) + [entity == .account ? "name" : "title"]
        var result = EntityConfiguration(object: pick(["Account", "Contact", "My_Object__c"]), match: [])
        result.match = rules(entity, names: names).filter { _ in flag() }
        for compared in ComparedField.all(of: entity) where flag() {
            result.fields[compared] = "Own_\(number(1...9))__c"
        }
        result.whenSeveral = entity == .account && flag() ? .reject : .first
        result.pull = names.prefix(number(0...names.count)).map {
            PullMapping(from: "F_\($0)__c", to: $0, ignoresNulls: flag())
        }
        for index in 0..<number(0...4) {
            var source = PushMapping.Source.attribute(pick(names))
            if entity == .account, flag() { source = .kpi("au_30d", feature: nil) }
            if entity == .account, flag() { source = .kpi("feature_users_30d", feature: text()) }
            let field = "PX_\(entity)_\(index)__c"
            result.push.append(PushMapping(source: source, to: field, rounds: flag(), truncates: flag()))
        }
        return result
    }

    private mutating func rules(_ entity: Entity, names: [String]) -> [MatchRule] {
        let custom = MatchRule.customField(ours: pick(names), theirs: "Code__c", ignoresCase: flag())
        guard entity == .account else {
            return [.salesforceID, custom, .phone(defaultCountry: flag() ? "49" : nil), .email(foldsPlusTags: flag())]
        }
        var recent = MatchRule.RecentUsers()
        recent.sample = number(60...200)
        recent.threshold =
            flag() ? .moreThan(number(0...59)) : .share(Double(number(0...99)) / 100, floor: number(1...9))
        return [.salesforceID, custom, .websiteDomain(pick([.host, .registrable])), .name, .recentUserDomain(recent)]
    }

    private mutating func times() -> [Int] {
        Set((0..<number(0...3)).map { _ in number(0...1439) }).sorted()
    }

    /// Any text but an empty one, which would mean nothing.
    private mutating func text() -> String {
        let parts = (0...number(0...2)).map { _ in pick(Self.texts) }.joined()
        return parts.contains { !$0.isWhitespace } ? parts : "x"
    }

    private mutating func flag() -> Bool { next() % 2 == 0 }
    private mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }
    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state >> 11
    }
}
