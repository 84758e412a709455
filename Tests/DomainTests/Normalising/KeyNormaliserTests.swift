import Domain
import Testing

@Suite struct KeyNormaliserTests {
    @Test(arguments: [
        ("0015g000000264W", "0015g000000264WAAQ"), (" 0015g000000264WAAQ ", "0015g000000264WAAQ"),
        ("0035g0000000Q0u", "0035g0000000Q0uAAE"), ("0015g000000264", nil), ("0015g000000264-", nil), ("", nil),
        ("\u{A0}0015g000000264W\u{3000}", "0015g000000264WAAQ"),
    ])
    func `both forms of a Salesforce id are one`(id: String, key: String?) {
        #expect(KeyNormaliser.salesforceID.key(of: id) == key)
    }

    @Test(arguments: [
        ("  Elle@Bluewater.COM ", "elle@bluewater.com"), ("Jose\u{301}@x.de", "josé@x.de"), ("JOSÉ@x.de", "josé@x.de"),
        ("a@b@c.de", nil), ("@x.de", nil), ("a@localhost", nil), ("a b@x.de", nil), ("é b@x.de", nil), ("", nil),
        ("a.dot@nodot", nil), ("a+test@x.com", "a+test@x.com"),
    ])
    func `an address is usable with one at sign, a name and a dotted domain`(email: String, key: String?) {
        #expect(KeyNormaliser.email(foldsPlusTags: false).key(of: email) == key)
    }

    @Test(arguments: [
        ("a+test@x.com", "a@x.com"), ("a+b+c@x.com", "a@x.com"), ("+a@x.com", "+a@x.com"), ("é+t@x.com", "é@x.com"),
        ("plain@x.com", "plain@x.com"),
    ])
    func `plus tags can be folded`(email: String, key: String) {
        #expect(KeyNormaliser.email(foldsPlusTags: true).key(of: email) == key)
    }

    @Test(arguments: [
        ("+1 (415) 500-0001", "14155000001"), ("0711/123 x42", "0711123"), ("0711 123 ext. 9", "0711123"),
        ("1234", nil), ("x12345", nil), ("call me", nil), ("１２３４５", "12345"), ("12345", "12345"),
    ])
    func `a telephone number is its digits without extension`(phone: String, key: String?) {
        #expect(KeyNormaliser.phone(country: []).key(of: phone) == key)
    }

    @Test(arguments: [
        ("49", "0711 12345", "4971112345"), ("49", "+1 415 500 0001", "14155000001"),
        ("49", "0049 711 12345", "4971112345"),
        ("1", "(415) 500-0001", "14155000001"), ("1", "1 415 500 0001", "14155000001"),
        ("358", "040 12345", "3584012345"),
    ])
    func `a number without a country gets the default one`(country: String, phone: String, key: String) {
        #expect(KeyNormaliser.phone(country: Array(country.utf8)).key(of: phone) == key)
    }

    @Test(arguments: [
        ("https://www.Acme.co.uk:443/en", "acme.co.uk"), ("acme.co.uk", "acme.co.uk"), ("app.acme.com", "app.acme.com"),
        ("//acme.com?x=1", "acme.com"), ("http://user:pw@acme.com/", "acme.com"), ("ACME.com.", "acme.com"),
        ("https://www.München.de/", "xn--mnchen-3ya.de"), ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("straße.de", "xn--strae-oqa.de"), ("acme。com", "acme.com"), ("http://192.168.1.1/", nil), ("localhost", nil),
        ("co.uk", nil), ("www.co.uk", nil), ("github.io", nil), ("me.github.io", "me.github.io"), ("", nil),
        ("a..com", nil), ("n/a", nil), ("acme.com#top", "acme.com"), ("acme com", nil), ("[::1]", nil),
        ("www.com", "www.com"), ("www.ck", "www.ck"), ("www.localhost", nil), ("http://www.localhost:80", nil),
        ("www.10.1.2.3", nil), ("\u{A0}https://acme.com\u{2028}", "acme.com"),
        ("\u{3000}\u{85} //acme.com", "acme.com"),
        ("\u{A0}", nil),
    ])
    func `a website is its host`(website: String, key: String?) {
        #expect(KeyNormaliser.website(.host).key(of: website) == key)
    }

    @Test(arguments: [
        ("app.acme.com", "acme.com"), ("https://shop.acme.co.uk/x", "acme.co.uk"), ("a.me.github.io", "me.github.io"),
        ("acme.com", "acme.com"),
    ])
    func `a website can be compared by the domain that was registered`(website: String, key: String) {
        #expect(KeyNormaliser.website(.registrable).key(of: website) == key)
    }

    @Test(arguments: [
        (" Acme \t  Inc ", "acme inc"), ("ACME\u{A0}Inc", "acme inc"), ("Große Ｆirma", "grosse firma"), ("", nil),
        ("STRAẞE", "strasse"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"), ("Οδυσσεύς", "οδυσσεύσ"),
    ])
    func `account names differ neither by case nor by white space`(name: String, key: String?) {
        #expect(KeyNormaliser.name.key(of: name) == key)
    }

    @Test(arguments: [
        ("10", "10"), ("10.0", "10"), ("010", "10"), ("-0", "0"), ("-7.00", "-7"), ("10.5", nil), ("1e3", "1000"),
        ("1.0e+20", nil), ("abc", nil), ("", nil), ("1.5e1", "15"), ("-", nil),
    ])
    func `whole numbers compare by value and fractions never`(number: String, key: String?) {
        #expect(KeyNormaliser.wholeNumber.key(of: number) == key)
    }

    @Test func `a text keeps its case where the rule says so`() {
        #expect(KeyNormaliser.text(ignoresCase: false).key(of: " Ab ") == "Ab")
        #expect(KeyNormaliser.text(ignoresCase: true).key(of: " Äb ") == "äb")
    }
}
