package import Domain

/// Keeps what is configured on a page from pointing us at machines that only we can reach (SSRF).
///
/// Whoever may write crosswalk.yaml on disk is not held back, but for names whose owner decides what they lead to.
package struct HostGuard: Sendable {
    private let allowsPrivateHosts: Bool
    private let lookUp: @Sendable (String) async -> [NetworkAddress]

    package init(
        allowsPrivateHosts: Bool, lookUp: @escaping @Sendable (String) async -> [NetworkAddress] = HostLookup.addresses
    ) {
        self.allowsPrivateHosts = allowsPrivateHosts
        self.lookUp = lookUp
    }

    /// Checks the hosts that a configuration names and the one before it did not.
    package func check(_ next: HubConfiguration, replacing present: HubConfiguration) async throws {
        let known = Set(Self.hosts(of: present))
        for address in Self.hosts(of: next) where !known.contains(address) { try await check(address) }
    }

    /// An address set on a page: https, a public name, and nothing private behind it.
    func check(_ address: String) async throws {
        guard !allowsPrivateHosts else { return }
        guard let host = Self.host(of: address, scheme: "https://") else {
            throw PlainError("\(address) is refused: an address set on the pages begins with https://.")
        }
        guard !Self.isPrivate(host), await leadsOutside(host) else { throw Self.refusal(host) }
    }

    /// An address in force, before it is spoken with: a name may lead elsewhere today than when it was set.
    package func admit(_ configuration: HubConfiguration) async throws {
        guard !allowsPrivateHosts else { return }
        for address in Self.hosts(of: configuration) {
            guard let host = Self.host(of: address, scheme: "https://"), !Self.isPrivate(host) else { continue }
            guard await leadsOutside(host) else { throw Self.refusal(host) }
        }
    }

    /// A name that leads nowhere leads nowhere private.
    private func leadsOutside(_ host: String) async -> Bool {
        await lookUp(host).allSatisfy { !$0.isPrivate }
    }

    private static func hosts(of configuration: HubConfiguration) -> [String] {
        [configuration.salesforce.loginURL]
            + configuration.community.connections.map { $0.host.contains("://") ? $0.host : "https://" + $0.host }
    }

    private static func refusal(_ host: String) -> PlainError {
        PlainError(
            "\(host) is refused: it is inside this network. Set it in crosswalk.yaml on the server, or start "
                + "`crosswalk serve` with --allow-private-hosts.")
    }

    private static func host(of address: String, scheme: String) -> String? {
        guard address.lowercased().hasPrefix(scheme) else { return nil }
        let authority = address.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        // What stands before an @ is a name, and the host comes after it.
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } + "]" }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    private static func isPrivate(_ host: String) -> Bool {
        if host.hasPrefix("[") { return true }
        // An escape, or a letter that another program folds into a dot or a digit, is not what was looked up.
        guard host.utf8.allSatisfy({ isOfName($0) }) else { return true }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        guard name.contains("."), !name.hasSuffix(".local"), !name.hasSuffix(".internal"), !name.hasSuffix(".localhost")
        else { return true }
        // Any form of a bare number (decimal, octal, hexadecimal): orgs have names.
        let last = name.split(separator: ".").last ?? ""
        return last.allSatisfy(\.isNumber) || last.hasPrefix("0x")
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
