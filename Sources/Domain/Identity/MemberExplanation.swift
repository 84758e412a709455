/// Why a member belongs to an account, or to none: what each way compared and said, and what was concluded.
package struct MemberExplanation: Sendable, Hashable {
    package let profile: MemberProfile
    package let verdict: MatchVerdict
    package let account: String?
    /// The way that decided, or `manual`.
    package let rule: String?
    /// The accounts where there are several, at most twenty; `…` stands for more.
    package let candidates: [String]
    package let steps: [Step]

    package struct Step: Sendable, Hashable {
        package let rule: CommunitySettings.Rule
        /// Of the member's address, what the way looks at; empty where there is nothing.
        package let compared: String
        package let outcome: RuleOutcome
        /// What it was found equal to, if this way decided.
        package let found: String?
        /// Where that is known from, if it is a person.
        package let source: String?
    }

    /// - Parameter link: what the next association would write.
    package init(_ profile: MemberProfile, rules: [CommunitySettings.Rule], link: MemberLink?) {
        self.profile = profile
        verdict = link?.verdict ?? .unmatched
        account = link?.account
        rule = link?.rule
        candidates = link?.candidates?.split(separator: ";").map(String.init) ?? []
        let email = profile["email"].text
        let host = EmailDomain.host(of: email) ?? ""
        steps = rules.enumerated().map { order, rule in
            let isDeciding = link?.rule == rule.rawValue
            return Step(
                rule: rule, compared: Self.compared(rule, email: email, host: host),
                outcome: link?.trail[order] ?? .noValue, found: isDeciding ? link?.theirValue : nil,
                source: isDeciding ? link?.source : nil)
        }
    }

    private static func compared(_ rule: CommunitySettings.Rule, email: String, host: String) -> String {
        switch rule {
        case .person: email
        case .domainMap: host
        case .name, .nameWithoutLegalForm: CompanyName.label(ofHost: host) ?? ""
        }
    }
}
