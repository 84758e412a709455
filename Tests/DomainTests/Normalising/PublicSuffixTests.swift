import Domain
import TestSupport
import Testing

@Suite struct PublicSuffixTests {
    @Test func `the list's own test vectors hold`() throws {
        var checked = 0
        for line in try Fixture.text("psl_test.txt").split(separator: "\n") where line.hasPrefix("checkPublicSuffix('")
        {
            let parts = line.dropFirst("checkPublicSuffix(".count).dropLast(2).split(separator: ",")
            let host = unquoted(parts[0])
            let expected = parts[1].contains("null") ? nil : KeyNormaliser.website(.host).key(of: unquoted(parts[1]))
            // A website's leading www. is dropped before the list is asked, so these three mean something else here.
            guard !["www.ck", "www.www.ck"].contains(host) else { continue }
            #expect(KeyNormaliser.website(.registrable).key(of: host) == expected, "\(host)")
            checked += 1
        }
        #expect(checked > 60)
    }

    private func unquoted(_ text: Substring) -> String {
        text.filter { $0 != "'" && $0 != " " }
    }

    @Test(arguments: [
        ("elle@bluewater.com", "bluewater.com"), ("elle@Mail.Bluewater.com", "mail.bluewater.com"),
        ("x@münchen.de", "xn--mnchen-3ya.de"), ("x@co.uk", nil), ("x", nil), ("x@10.0.0.1", nil),
    ])
    func `an address has the domain after its at sign`(email: String, host: String?) {
        #expect(EmailDomain.host(of: email) == host)
    }
}
