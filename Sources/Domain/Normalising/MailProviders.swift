/// The mail providers whose domains say nothing about an account: free ones and disposable ones (D§6).
package struct MailProviders: Sendable {
    private var domains: ByteSet
    /// What was changed, so that two lists can be told apart.
    package let changes: HubConfiguration.FreeMailChanges

    /// The lists that the program carries.
    private static let embedded = {
        var domains = ByteSet(capacity: 21_000)
        for list in [EmbeddedList.freeMail, .disposableMail] { list.forEachLine { domains.insert($0) } }
        return domains
    }()

    package init(changes: HubConfiguration.FreeMailChanges = .init()) {
        domains = Self.embedded
        self.changes = changes
        for domain in changes.add {
            if let ascii = InternationalHost.ascii(domain.trimmedSpace) { domains.insert(ascii) }
        }
        for domain in changes.remove {
            if var ascii = InternationalHost.ascii(domain.trimmedSpace) { ascii.withUTF8 { domains.remove($0) } }
        }
    }

    /// Whether a host (ASCII, lower case), or the registrable domain above it, belongs to a provider.
    package func contain(host: Bytes) -> Bool {
        contain(host: host, registered: PublicSuffixes.embedded.registrableStart(of: host) ?? 0)
    }

    /// - Parameter start: where in the host the domain begins that somebody registered.
    func contain(host: Bytes, registered start: Int) -> Bool {
        domains.contains(host) || (start > 0 && domains.contains(host.from(start)))
    }

    package func contain(_ host: String) -> Bool {
        var host = host
        return host.withUTF8 { contain(host: $0) }
    }
}
