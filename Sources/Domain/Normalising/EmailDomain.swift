/// The domain of an e-mail address (D§6).
package enum EmailDomain {
    package static func host(of email: String, compare: MatchRule.DomainComparison = .host) -> String? {
        var email = email
        var address = KeyWriter()
        email.withUTF8 { EmailKey.write($0, foldsPlusTags: false, to: &address) }
        var domain = KeyWriter()
        HostKey.write(email: address.bytes, compare: compare, to: &domain)
        return domain.count == 0 ? nil : domain.bytes.string
    }
}
