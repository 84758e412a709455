import Domain
import TestSupport
import Testing

/// The vectors of D§28 for the rule of recent users (A5).
@Suite struct RecentUserDomainTests {
    private static let ratio = MatchRule.RecentUsers.Threshold.share(0.5, floor: 5)

    @Test(arguments: [
        (51, 49, "acme.com", MatchRule.RecentUsers.Threshold.moreThan(50), "linked"),
        (50, 50, "acme.com", .moreThan(50), "no_majority"), (40, 0, "acme.com", .moreThan(50), "no_majority"),
        (40, 0, "acme.com", ratio, "linked"), (4, 0, "acme.com", ratio, "no_majority"),
        (20, 20, "acme.com", ratio, "no_majority"), (80, 20, "gmail.com", .moreThan(50), "excluded_freemail"),
        (51, 0, "unknown.com", .moreThan(50), "no_candidate"), (0, 0, "acme.com", .moreThan(50), "no_value"),
    ])
    func `most of the recent users must share a domain`(
        same: Int, others: Int, domain: String, threshold: MatchRule.RecentUsers.Threshold, outcome: String
    ) throws {
        var scene = scene(threshold)
        scene.users = users(same, at: domain) + (0..<others).map { user(1000 + $0, "x@other\($0).com", seen: 5000) }
        #expect(try scene.trail() == [outcome])
    }

    @Test func `only the hundred newest count and users without address take a place`() throws {
        var scene = scene(.moreThan(50))
        // 100 newest: 50 at acme.com and 50 without address; older ones at acme.com do not help.
        scene.users =
            (0..<50).map { user($0, "u\($0)@acme.com", seen: 9000) } + (50..<100).map { user($0, "", seen: 8000) }
            + (100..<200).map { user($0, "u\($0)@acme.com", seen: 10) }
        #expect(try scene.trail() == ["no_majority"])
        // Ties go by user id: 51 at acme.com and 50 older ids elsewhere seen at the same time.
        scene.users = (0..<51).map { user($0, "u\($0)@acme.com", seen: 9) } + (51..<150).map { user($0, "", seen: 9) }
        #expect(try scene.trail() == ["linked"])
        scene.users =
            (0..<51).map { user($0 + 99, "u\($0)@acme.com", seen: 9) } + (0..<99).map { user($0, "", seen: 9) }
        #expect(try scene.trail() == ["no_majority"])
    }

    @Test func `the rule compares as the website rule is set to compare`() throws {
        var scene = scene(.moreThan(50))
        scene.users = users(60, at: "mail.acme.com")
        #expect(try scene.trail() == ["no_candidate"])
        scene.rules.insert(.websiteDomain(.registrable), at: 0)
        #expect(try scene.trail() == ["no_value", "linked"])
    }

    @Test func `a provider's domain that was taken from the list counts`() throws {
        var scene = scene(.moreThan(50))
        scene.theirs = [["Id": "0015g000000264WAAQ", "Website": "gmail.com"]]
        scene.users = users(60, at: "gmail.com")
        #expect(try scene.decide().first == "excluded - - 0")
        scene.freeMail.remove = ["gmail.com"]
        #expect(try scene.decide().first == "linked recent_user_domain 0015g000000264WAAQ 1")
    }

    private func scene(_ threshold: MatchRule.RecentUsers.Threshold) -> MatchScene {
        var settings = MatchRule.RecentUsers()
        settings.threshold = threshold
        return MatchScene(
            .account, rules: [.recentUserDomain(settings)], ours: [["id": "a"], ["id": "b"]],
            theirs: [["Id": "0015g000000264WAAQ", "Website": "https://acme.com"]])
    }

    private func users(_ count: Int, at domain: String) -> [[String: String]] {
        (0..<count).map { user($0, "u\($0)@\(domain)", seen: 5000 + $0) }
    }

    private func user(_ number: Int, _ email: String, seen: Int) -> [String: String] {
        ["id": "u" + String(10_000 + number), "account_id": "a", "email": email, "last_seen_at": String(seen)]
    }
}
