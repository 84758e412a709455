import Domain
import Testing

@Suite struct CompanyNameTests {
    @Test(arguments: [
        ("Acme, Inc.", "acme"), ("Acme & Sons Ltd", "acmesons"), ("Neo a.s., s.r.o.", "neo"),
        ("Bluewater LLC", "bluewater"),
        ("Müller GmbH & Co. KG", "muller"), ("Foo Sp. z o.o.", "foo"), ("Bar S. A.", "bar"), ("Maersk A/S", "maersk"),
        ("Inc", nil), ("Bluewater", nil), ("Limited Inc", "limited"), ("Łódź Søn Sp. z o.o.", "lodzson"),
        ("Sinopharm Co., Ltd.", "sinopharm"), ("ООО Ромашка", nil), ("Ромашка ООО", "ромашка"), ("Acme UK", nil),
    ])
    func `legal forms go from the end but never the whole name`(name: String, key: String?) {
        #expect(CompanyName.withoutLegalForms(name) == key)
    }

    @Test(arguments: [
        ("Acme Corp", "acmecorp"), ("Crème & Brûlée", "cremebrulee"), ("Strauß Æther", "straussaether"),
        ("三菱 電機", "三菱電機"),
    ])
    func `a compact name is letters and digits`(name: String, key: String) {
        #expect(CompanyName.compact(name) == key)
    }

    @Test(arguments: [
        ("mail.acme.co.uk", "acme"), ("bluewater.com", "bluewater"), ("xn--mnchen-3ya.de", "munchen"), ("co.uk", nil),
    ])
    func `the label left of the public suffix reads like a name`(host: String, label: String?) {
        #expect(CompanyName.label(ofHost: host) == label)
    }
}
