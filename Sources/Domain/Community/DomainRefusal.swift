/// A person's word that a domain never belongs to an account, or to none at all: it is not suggested again.
package struct DomainRefusal: Sendable, Hashable {
    package let domain: String
    /// Nothing means that the domain is nobody's, so that it waits for no steward any more.
    package let account: String?
    package let author: String
    package let at: Instant
    package let reason: String?
    /// Nothing where the account is not known.
    package let accountName: String?

    package init(
        domain: String, account: String?, author: String, at: Instant, reason: String? = nil,
        accountName: String? = nil
    ) {
        self.domain = domain
        self.account = account
        self.author = author
        self.at = at
        self.reason = reason
        self.accountName = accountName
    }
}

extension OpenDomains {
    /// Without what has been ruled out since they were counted.
    package func without(_ refusals: [DomainRefusal]) -> OpenDomains {
        guard !refusals.isEmpty else { return self }
        let ruledOut = Dictionary(grouping: refusals, by: \.domain)
        var open = self
        open.domains = domains.compactMap { domain in
            guard let refused = ruledOut[domain.domain] else { return domain }
            guard refused.allSatisfy({ $0.account != nil }) else { return nil }
            var left = domain
            left.suggestions.removeAll { suggestion in refused.contains { $0.account == suggestion.account } }
            return left
        }
        open.count = count - (domains.count - open.domains.count)
        return open
    }
}
