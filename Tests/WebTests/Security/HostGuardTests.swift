import Domain
import Testing
import Web

@Suite struct HostGuardTests {
    private static func configuration(_ loginURL: String, community: [String] = []) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.salesforce.loginURL = loginURL
        configuration.community.connections = community.map { .init(tenant: "t", host: $0, clientID: "c") }
        return configuration
    }

    /// Knows the names of these tests, and asks nobody.
    private static func lookUp(_ name: String) -> [NetworkAddress] {
        let known: [String: [[UInt8]]] = [
            "org.example.com": [[93, 184, 216, 34]], "mixed.example.com": [[93, 184, 216, 34], [10, 0, 0, 1]],
            "rebound.example.com": [[127, 0, 0, 1]],
            "six.example.com": [[0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
        ]
        return (known[name] ?? []).compactMap(NetworkAddress.init)
    }

    private func isRefused(_ next: HubConfiguration, allows: Bool = false) async -> Bool {
        let hosts = HostGuard(allowsPrivateHosts: allows, lookUp: { Self.lookUp($0) })
        do {
            try await hosts.check(next, replacing: Self.configuration("http://127.0.0.1:8080"))
            return false
        } catch {
            return true
        }
    }

    @Test(arguments: [
        ("https://login.salesforce.com", false), ("https://org.example.com", false), ("https://unknown.example", false),
        ("http://127.0.0.1:8080", false), ("http://org.example.com", true), ("https://localhost", true),
        ("https://127.0.0.1", true), ("https://2130706433", true), ("https://0x7f.1", true), ("https://[::1]", true),
        ("https://metadata.internal", true), ("https://intranet", true), ("https://org.example.com@10.0.0.1", true),
        ("https://mixed.example.com", true), ("https://rebound.example.com", true),
        ("https://six.example.com:8443/x", true),
        ("https://rebound.example.com\\.salesforce.com", true), ("https://%31%32%37.0.0.%31", true),
        ("https://127。0。0。1.example.com", true), ("https://org.example.com\t.internal.example", true),
        ("https://127.0.0.1.", true), ("https://0177.0.0.0x1", true),
    ])
    func `only what was set before and public names behind https may be set`(address: String, isRefused: Bool) async {
        #expect(await self.isRefused(Self.configuration(address)) == isRefused)
        #expect(await !self.isRefused(Self.configuration(address), allows: true))
    }

    @Test(arguments: [
        ("api2-eu-west-1.insided.com", false), ("rebound.example.com", true), ("http://10.0.0.5:1", true),
    ])
    func `a community's host is looked at as well`(host: String, isRefused: Bool) async {
        let next = Self.configuration("http://127.0.0.1:8080", community: [host])
        #expect(await self.isRefused(next) == isRefused)
    }

    @Test(arguments: [
        ("https://org.example.com", true), ("http://127.0.0.1:8080", true), ("https://rebound.example.com", false),
    ])
    func `a name that leads into the network by now is not spoken with`(address: String, isAdmitted: Bool) async {
        let hosts = HostGuard(allowsPrivateHosts: false, lookUp: { Self.lookUp($0) })
        do {
            try await hosts.admit(Self.configuration(address))
            #expect(isAdmitted)
        } catch {
            #expect(!isAdmitted)
        }
    }

    @Test(
        arguments: [
            ([10, 1, 2, 3], true), ([127, 0, 0, 1], true), ([172, 15, 0, 1], false), ([172, 16, 0, 1], true),
            ([172, 31, 255, 255], true), ([172, 32, 0, 1], false), ([192, 168, 0, 1], true), ([192, 169, 0, 1], false),
            ([169, 254, 169, 254], true), ([100, 64, 0, 1], true), ([100, 128, 0, 1], false), ([0, 0, 0, 0], true),
            ([224, 0, 0, 1], true), ([8, 8, 8, 8], false), ([192, 0, 0, 8], true), ([192, 0, 2, 1], false),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 0, 0, 1], true),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8, 8], false),
            ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 192, 168, 0, 1], true),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1], true),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 10, 0, 0, 1], true),
            ([0x20, 0x02, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], true),
            ([0x20, 0x02, 8, 8, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], false),
            ([0x20, 0x01, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], true),
            ([0x20, 0x01, 0x0D, 0xB8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], false),
            ([0, 0x64, 0xFF, 0x9B, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true),
            ([0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true),
            ([0x2A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
        ] as [([UInt8], Bool)])
    func `addresses that only our network reaches are known as such`(bytes: [UInt8], isPrivate: Bool) throws {
        #expect(try #require(NetworkAddress(bytes)).isPrivate == isPrivate)
    }
}
