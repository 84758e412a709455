import Domain
import Testing

@Suite struct MailProvidersTests {
    @Test(arguments: [("gmail.com", true), ("mail.gmail.com", true), ("0-mail.com", true), ("acme.com", false)])
    func `free and disposable providers are known with their subdomains`(host: String, isListed: Bool) {
        #expect(MailProviders().contain(host) == isListed)
    }

    @Test func `the lists can be added to and taken from`() {
        var changes = HubConfiguration.FreeMailChanges()
        changes.add = ["Acme.com", "bücher.de"]
        changes.remove = ["gmail.com"]
        let providers = MailProviders(changes: changes)
        #expect(providers.contain("acme.com"))
        #expect(providers.contain("xn--bcher-kva.de"))
        #expect(!providers.contain("gmail.com"))
        #expect(MailProviders().contain("gmail.com"))
    }
}
